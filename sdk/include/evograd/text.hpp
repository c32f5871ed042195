#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/export.hpp"

// Parts of messages: lists, and quotations of what a file or a user wrote.
namespace evograd {

/// "a, b, c"; "none" for an empty list.
EVOGRAD_API std::string comma_separated(const std::vector<std::string>& words);

/// The same of at most `most` words: "a, b and 3 more".
EVOGRAD_API std::string comma_separated(std::vector<std::string> words, std::size_t most);

/// 'text' in single quotes, shortened if it is longer than 80 bytes: a file may contain a name of a megabyte.
EVOGRAD_API std::string in_quotes(std::string_view text);

}  // namespace evograd
