#pragma once

#include <string>
#include <vector>

namespace evograd::host {

/// Rows of text in columns as wide as their widest cell, two blanks apart; the last column is ragged.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace evograd::host
