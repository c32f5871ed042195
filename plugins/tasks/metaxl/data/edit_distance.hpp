#pragma once

#include <cstddef>
#include <string_view>

namespace metaxl {

/// The edit distance: insertions, deletions and replacements of bytes that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace metaxl
