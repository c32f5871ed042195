#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace metaxl {

/// The columns of a line: separated by tabs if it has any, else by blanks. A tab in front ends an empty column; blanks
/// in front do so only if a single column follows.
std::vector<std::string_view> columns_of(std::string_view line);

/// The place in `columns` of the column numbered `number`: 1 is the first, −1 the last. Throws Error naming `place` and
/// `option` if there is no such column.
std::size_t column_place(const std::vector<std::string_view>& columns, std::int64_t number, const char* option,
                         const std::string& place);

}  // namespace metaxl
