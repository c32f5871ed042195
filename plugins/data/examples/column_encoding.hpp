#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/examples/number_format.hpp"
#include "data/examples/raw_part.hpp"

namespace data {

/// How one column of a table becomes numbers, as the training part says.
///
/// A number: (x − mean)/deviation, 0 if it is missing, and one more value that is 1 if it is missing, where values are
/// missing in the training part. A category: a value for each category of the training part (also for "missing" there),
/// of which one is 1; none for a category that is not known.
class ColumnEncoding {
 public:
  /// Measures `column` in the training part. It is one of categories if `categorical`, or if a value is not a number.
  /// `decimal_commas` is whether other columns of the file have them. Throws Error on numbers that are not finite, and
  /// on too many categories.
  ColumnEncoding(const RawPart& training, std::size_t column, bool categorical, bool decimal_commas);

  bool categorical() const { return categorical_; }
  /// The number of values.
  std::int64_t width() const;
  /// Training: the number of categories, and of rows that have a value.
  std::int64_t categories() const { return static_cast<std::int64_t>(numbers_.size()); }
  std::int64_t present() const { return present_; }
  /// Whether the training part has the same value, or none, in all rows.
  bool constant() const { return categorical_ ? numbers_.size() < 2 : deviation_ == 0 && missing_ == 0; }
  /// Whether the values count the rows: n, n + 1, n + 2 …
  bool counts_rows() const { return counts_rows_; }
  const NumberFormat& format() const { return format_; }
  /// A number in groups of three as it is written, if there is one: "1,234".
  const std::string& number_in_groups() const { return example_; }
  /// Why a column of mostly numbers is one of categories: "'n.n.' (a.csv:7) is not a number, as the other 9 are".
  const std::string& mixture() const { return mixture_; }

  /// Writes the values of a cell of `column` of that part; returns false if it is a category, or a missing number, that
  /// the training part does not have. Throws Error, naming the row, if it is not a number.
  bool encode(const RawPart& part, std::size_t example, std::size_t column, float* values) const;

 private:
  void find_format(const RawPart& training, std::size_t column, bool decimal_commas);
  double number(const RawPart& part, std::size_t example, std::size_t column) const;

  bool categorical_;
  NumberFormat format_;
  std::string example_, mixture_;
  bool counts_rows_ = false;
  double mean_ = 0;
  double deviation_ = 0;
  std::int64_t missing_ = 0;
  std::int64_t present_ = 0;
  std::unordered_map<std::string, std::int64_t> numbers_;  // of categories
};

/// Whether a cell says that there is no value: empty, NA, NaN, null, none, ?, - and other spellings, in upper or lower
/// case.
bool is_missing(std::string_view cell);

}  // namespace data
