#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The rows of a CSV text, without a byte order mark, blank rows and blanks around cells. The separator is a comma, a
/// semicolon or a tab, whichever is most frequent in the first line. Throws Error naming `place` on broken quotes.
std::vector<std::vector<std::string>> csv_rows(std::string_view text, const std::string& place);

}  // namespace data
