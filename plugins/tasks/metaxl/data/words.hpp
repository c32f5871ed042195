#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace metaxl {

/// "a, b, c"; "none" for an empty list.
std::string comma_separated(const std::vector<std::string>& words);

/// The edit distance: insertions, deletions and replacements of bytes that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace metaxl
