#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace data {

/// How a column writes numbers: 1234.5, 1234,5, 1,234.5 or 1.234,5.
struct NumberFormat {
  char decimal = '.';
  char thousands = '\0';  ///< between groups of three digits; 0 if there is none
};

/// The number that the complete cell is, or nothing. Also "inf", and infinity for what is out of range.
std::optional<double> parsed_number(std::string_view cell, const NumberFormat& format);

/// Whether the cell has one comma, and it can only be a decimal one: 3,5 or 0,125, but not 1,234.
bool has_decimal_comma(std::string_view cell);

/// The format of a column with these cells, in a file with that separator of columns. A cell with both signs, or with
/// one of them twice, decides. Where all have the form of 1,234 the comma is decimal if columns are separated by
/// semicolons or `decimal_commas`, which is whether other columns have them; else it stands between thousands. 1.234 is
/// a number of thousands only if `decimal_commas`.
NumberFormat number_format(const std::vector<std::string_view>& cells, char separator, bool decimal_commas);

}  // namespace data
