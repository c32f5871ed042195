#include "data/examples/number_format.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

namespace data {
namespace {

constexpr std::size_t group = 3;

std::string_view without_sign(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  return cell;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether an integer without a sign is in groups of three: 1,234 or 12,345,678.
bool is_grouped(std::string_view integer, char sign) {
  const auto first = integer.substr(0, integer.find(sign));
  if (first.size() == integer.size() || first.size() > group || !is_digits(first) || first.front() == '0') return false;
  for (auto rest = integer.substr(first.size()); !rest.empty(); rest.remove_prefix(group + 1)) {
    if (rest.size() < group + 1 || rest.front() != sign || !is_digits(rest.substr(1, group))) return false;
  }
  return true;
}

/// What the signs in the cells of a column say.
struct Evidence {
  bool decimal_comma = false, decimal_point = false;      // 3,5 and 3.5
  bool thousands_comma = false, thousands_point = false;  // 1,234,567 and 1.234.567, or with a decimal sign as well
  bool ambiguous_comma = false, ambiguous_point = false;  // 1,234 and 1.234

  void add(std::string_view cell) {
    cell = without_sign(cell);
    if (cell.find_first_not_of("0123456789.,") != std::string_view::npos) return;
    const auto commas = std::count(cell.begin(), cell.end(), ','), points = std::count(cell.begin(), cell.end(), '.');
    if (commas > 0 && points > 0) {
      (cell.rfind(',') > cell.rfind('.') ? thousands_point : thousands_comma) = true;
    } else if (commas > 0) {
      (commas > 1 ? thousands_comma : is_grouped(cell, ',') ? ambiguous_comma : decimal_comma) = true;
    } else if (points > 0) {
      (points > 1 ? thousands_point : is_grouped(cell, '.') ? ambiguous_point : decimal_point) = true;
    }
  }
};

}  // namespace

std::optional<double> parsed_number(std::string_view cell, const NumberFormat& format) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  std::string text;
  if (cell.find(',') != std::string_view::npos || format.thousands != '\0') {
    const auto end = cell.find(format.decimal);
    const auto integer = cell.substr(0, end);
    const bool grouped = format.thousands != '\0' && integer.find(format.thousands) != std::string_view::npos;
    if (grouped && !is_grouped(without_sign(integer), format.thousands)) return std::nullopt;
    text = integer;
    if (grouped) std::erase(text, format.thousands);
    if (text.find_first_of(",.") != std::string::npos) return std::nullopt;
    if (end != std::string_view::npos) (text += '.') += cell.substr(end + 1);
    cell = text;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (end != cell.data() + cell.size() || cell.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<double>::infinity();
  return error == std::errc() ? std::make_optional(value) : std::nullopt;
}

bool has_decimal_comma(std::string_view cell) {
  Evidence evidence;
  evidence.add(cell);
  return evidence.decimal_comma && cell.find(',') != cell.size() - 1 && without_sign(cell).find(',') != 0;
}

NumberFormat number_format(const std::vector<std::string_view>& cells, char separator, bool decimal_commas) {
  Evidence found;
  for (const auto cell : cells) found.add(cell);
  if (found.thousands_comma && !found.decimal_comma) return {'.', ','};
  if (found.thousands_point && !found.decimal_point) return {',', '.'};
  if (found.decimal_comma && !found.decimal_point) return {',', found.ambiguous_point ? '.' : '\0'};
  if (found.ambiguous_comma)
    return decimal_commas || separator == ';' ? NumberFormat{',', '\0'} : NumberFormat{'.', ','};
  if (found.ambiguous_point && decimal_commas && !found.decimal_point) return {',', '.'};
  return {};
}

}  // namespace data
