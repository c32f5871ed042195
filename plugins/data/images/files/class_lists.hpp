#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "data/images/files/file_source.hpp"

namespace data {

/// The three parts of the classes of a domain: to train on, to tune on, to test on.
enum class Part { base, validation, novel };
constexpr std::size_t part_count = 3;

/// Class names by part, in the order of the lists.
using ClassNames = std::array<std::vector<std::string>, part_count>;

/// Reads train_classes.txt (or base_classes.txt), val_classes.txt and novel_classes.txt in `root` ("" or "FOLDER/"),
/// `files` being those of `source`. Nothing when there is none of them; an absent one leaves its part empty.
///
/// One name a line; blanks around it, empty lines, carriage returns and a byte order mark do not count. Throws Error
/// naming list and line when a class stands in two places, and when a list is there under both its names.
std::optional<ClassNames> read_class_lists(const FileSource& source, const std::vector<std::string>& files,
                                           const std::string& root);

/// True when `file` has the name of a class list.
bool is_class_list(const std::string& file);

}  // namespace data
