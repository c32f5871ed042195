#pragma once

#include <array>
#include <string>
#include <vector>

#include "data/images/files/file_source.hpp"

namespace data {

/// The three parts of the classes of a domain: for training, for tuning, for testing.
enum class Part { base, validation, novel };
constexpr std::size_t part_count = 3;

/// Class names by part, in the order of the lists.
using ClassNames = std::array<std::vector<std::string>, part_count>;

/// A file with the names of the classes of a part.
struct ClassList {
  std::string file;
  Part part;
};

/// The class lists among `files`, those of `source`, in the folder nearest to the root that has one: train_classes.txt
/// (or base_classes.txt), val_classes.txt and novel_classes.txt; if there are none, text files named after a part (see
/// split_name), such as train.txt, in which every line is the name of a folder.
std::vector<ClassList> class_lists(const FileSource& source, const std::vector<std::string>& files);

/// The names in `lists`; a part without a list is empty.
///
/// One name per line; blanks around it, empty lines, carriage returns and a byte order mark are ignored. Throws Error
/// naming list and line if a class is listed twice, and if a part has two lists.
ClassNames read_class_lists(const FileSource& source, const std::vector<ClassList>& lists);

}  // namespace data
