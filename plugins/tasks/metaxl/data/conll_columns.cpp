#include "tasks/metaxl/data/conll_columns.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace metaxl {

using namespace evograd;

namespace {

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

}  // namespace

std::vector<std::string_view> columns_of(std::string_view line) {
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  const bool tabs = line.find('\t') != line.npos;
  std::vector<std::string_view> columns;
  if (tabs) {
    for (std::size_t start = 0; start <= line.size();) {
      const auto end = std::min(line.find('\t', start), line.size());
      columns.push_back(without_blanks(line.substr(start, end - start)));
      start = end + 1;
    }
    return columns;
  }
  for (auto start = line.find_first_not_of(' '); start < line.size();) {
    const auto end = std::min(line.find(' ', start), line.size());
    columns.push_back(line.substr(start, end - start));
    start = line.find_first_not_of(' ', end);
  }
  if (columns.size() == 1 && line.starts_with(' ')) columns.insert(columns.begin(), std::string_view());
  return columns;
}

std::size_t column_place(const std::vector<std::string_view>& columns, std::int64_t number, const char* option,
                         const std::string& place) {
  const auto count = static_cast<std::int64_t>(columns.size());
  const auto at = number > 0 ? number - 1 : count + number;
  if (at >= 0 && at < count) return static_cast<std::size_t>(at);
  throw Error(place, fmt::format("has {} column(s), but {} is {}", count, option, number),
              "1 is the first column, -1 the last");
}

}  // namespace metaxl
