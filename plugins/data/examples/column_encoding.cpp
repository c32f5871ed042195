#include "data/examples/column_encoding.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t most_categories = 5000;

std::string_view trimmed(std::string_view cell) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = cell.find_first_not_of(blanks);
  return first == std::string_view::npos ? "" : cell.substr(first, cell.find_last_not_of(blanks) - first + 1);
}

std::string_view cell_of(const RawPart& part, std::size_t example, std::size_t column) {
  return trimmed(part.records->cell(part.rows[example], column));
}

}  // namespace

bool is_missing(std::string_view cell) {
  // Those of pandas, of R and of Weka; SAS and Stata write a point.
  constexpr std::array<std::string_view, 22> words = {
      "",    "na",   "n/a", "nan", "null", "none", "?",      "-",       "--",      "#n/a",     "#n/a n/a",
      "#na", "<na>", "nat", "nil", ".",    "-nan", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "missing"};
  constexpr std::size_t longest = 8;
  if (cell.size() > longest) return false;
  std::string lower(cell);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(words.begin(), words.end(), lower) != words.end();
}

ColumnEncoding::ColumnEncoding(const RawPart& training, std::size_t column, bool categorical, bool decimal_commas)
    : categorical_(categorical) {
  const auto count = training.size();
  if (!categorical_) find_format(training, column, decimal_commas);
  const auto& name = training.records->columns()[column];
  if (categorical_) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto cell = cell_of(training, i, column);
      const bool missing = is_missing(cell);
      present_ += missing ? 0 : 1;
      numbers_.emplace(missing ? "" : std::string(cell), static_cast<std::int64_t>(numbers_.size()));
    }
    if (numbers_.size() <= most_categories) return;
    throw Error(training.records->file().string(),
                fmt::format("column '{}' has {} categories, more than {}", name, numbers_.size(), most_categories),
                "leave it out with 'features', the list of columns to use, or make groups of its values");
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = number(training, i, column);
    std::isnan(value) ? static_cast<void>(++missing_) : values.push_back(value);
  }
  present_ = std::ssize(values);
  counts_rows_ = values.size() > 2 && missing_ == 0;
  for (std::size_t i = 1; i < values.size(); ++i)
    counts_rows_ &= values[i] > values[i - 1] && values[i] == std::floor(values[i]);
  counts_rows_ = counts_rows_ && values.back() - values.front() < 2 * static_cast<double>(count);
  for (const auto value : values) mean_ += value / static_cast<double>(values.size());
  double square = 0;
  for (const auto value : values) square += (value - mean_) * (value - mean_) / static_cast<double>(values.size());
  deviation_ = std::sqrt(square);
  if (deviation_ <= 1e-12 * std::abs(mean_)) deviation_ = 0;  // all are the same, but for rounding
}

/// Finds how numbers are written, and whether all cells are numbers.
void ColumnEncoding::find_format(const RawPart& training, std::size_t column, bool decimal_commas) {
  std::vector<std::string_view> cells;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < training.size(); ++i) {
    const auto cell = cell_of(training, i, column);
    if (is_missing(cell)) continue;
    cells.push_back(cell);
    rows.push_back(i);
  }
  format_ = number_format(cells, training.records->separator(), decimal_commas);
  std::size_t others = 0;
  std::string first_other;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (parsed_number(cells[i], format_)) {
      const bool in_groups = format_.thousands != '\0' && cells[i].find(format_.thousands) != std::string_view::npos;
      if (in_groups && example_.empty()) example_ = cells[i];
      continue;
    }
    if (++others == 1) first_other = fmt::format("{} ({})", in_quotes(cells[i]), training.keys[rows[i]]);
  }
  categorical_ = others > 0;
  if (categorical_ && 2 * others < cells.size()) {
    mixture_ = fmt::format("{}{} not a number, as the other {} are", first_other,
                           others > 1 ? fmt::format(" and {} more are", others - 1) : " is", cells.size() - others);
  }
}

std::int64_t ColumnEncoding::width() const { return categorical_ ? categories() : missing_ > 0 ? 2 : 1; }

double ColumnEncoding::number(const RawPart& part, std::size_t example, std::size_t column) const {
  const auto cell = cell_of(part, example, column);
  if (is_missing(cell)) return std::nan("");
  const auto value = parsed_number(cell, format_);
  const auto& name = part.records->columns()[column];
  if (!value) {
    throw Error(part.keys[example],
                fmt::format("column '{}' is {}, but is a number in the training part", name, in_quotes(cell)),
                "correct it, or name the column in 'categorical'");
  }
  if (!std::isfinite(*value) || std::abs(*value) > 1e150) {
    throw Error(part.keys[example],
                fmt::format("column '{}' is {}, which is not a finite number", name, in_quotes(cell)),
                "correct it, or leave it empty if it is missing");
  }
  return *value;
}

bool ColumnEncoding::encode(const RawPart& part, std::size_t example, std::size_t column, float* values) const {
  std::fill(values, values + width(), 0.0F);
  if (!categorical_) {
    const auto value = number(part, example, column);
    if (std::isnan(value)) {
      if (missing_ == 0) return false;
      values[1] = 1;
      return true;
    }
    values[0] = deviation_ > 0 ? static_cast<float>((value - mean_) / deviation_) : 0.0F;
    return true;
  }
  const auto cell = cell_of(part, example, column);
  const auto found = numbers_.find(is_missing(cell) ? "" : std::string(cell));
  if (found == numbers_.end()) return false;
  values[found->second] = 1;
  return true;
}

}  // namespace data
