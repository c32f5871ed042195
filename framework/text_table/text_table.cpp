#include "framework/text_table/text_table.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace evograd::host {
namespace {

/// The number of characters that `text`, in UTF-8, displays.
std::size_t width_of(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    const std::size_t over =
        row.size() < rows_.front().size() ? 1 : 0;  // its last cell may extend over the missing ones
    for (std::size_t i = 0; i + over < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string all;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(i + 1 < row.size() ? widths[i] - width_of(row[i]) + 2 : 0, ' ');
    }
    all += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return all;
}

std::string TextTable::markdown() const {
  const auto columns = rows_.front().size();
  std::string all;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::string line = "|";
    for (std::size_t j = 0; j < columns; ++j) {
      const auto cell = j < rows_[i].size() ? rows_[i][j] : "";
      line += i > 0 && j == 0 ? " `" + cell + "` |" : " " + cell + " |";
    }
    all += line + "\n";
    if (i > 0) continue;
    all += "|";
    for (std::size_t j = 0; j < columns; ++j) all += " --- |";
    all += "\n";
  }
  return all;
}

std::string fixed(double value, int digits) { return fmt::format("{:.{}f}", value, digits); }

}  // namespace evograd::host
