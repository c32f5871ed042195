#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "data/images/files/file_source.hpp"

namespace data {

/// The three parts of the classes of a domain: for training, for tuning, for testing.
enum class Part { base, validation, novel };
constexpr std::size_t part_count = 3;

/// Class names by part, in the order of the lists.
using ClassNames = std::array<std::vector<std::string>, part_count>;

/// Reads train_classes.txt (or base_classes.txt), val_classes.txt and novel_classes.txt in `root` ("" or "FOLDER/"),
/// where `files` are those of `source`. Nothing if none of the lists exists; a missing list leaves its part empty.
///
/// One name per line; blanks around it, empty lines, carriage returns and a byte order mark are ignored. Throws Error
/// naming list and line if a class is listed twice, and if a list exists under both its names.
std::optional<ClassNames> read_class_lists(const FileSource& source, const std::vector<std::string>& files,
                                           const std::string& root);

/// True if `file` has the name of a class list.
bool is_class_list(const std::string& file);

}  // namespace data
