#pragma once

#include <string>
#include <vector>

namespace evograd::host {

/// Rows of text under a header; a row may be shorter than the header.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// For a terminal: columns as wide as their widest cell, separated by two spaces; the last column is ragged.
  std::string text() const;

  /// As a Markdown table, the first column as code.
  std::string markdown() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// `value` with `digits` digits after the decimal point.
std::string fixed(double value, int digits);

}  // namespace evograd::host
