#include "data/tables/records.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t columns_shown = 12;

}  // namespace

std::string Records::place(std::int64_t row) const {
  return fmt::format("{}:{}", file_.string(), lines_.at(static_cast<std::size_t>(row)));
}

bool Records::has(const std::string& name) const {
  return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
}

std::size_t Records::column(const std::string& name, const std::string& option) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) {
    throw Error(
        file_.string(),
        fmt::format("has no column '{}'; its columns are {}", name, comma_separated(columns_, columns_shown)),
        columns_.size() == 1 && columns_[0].find(' ') != std::string::npos
            ? "if blanks separate the columns, write commas or tabs in their place; else set '" + option + "'"
            : fmt::format("set '{}' to one of them, or header = false if the first row is not a header", option));
  }
  if (std::find(found + 1, columns_.end(), name) != columns_.end()) {
    throw Error(file_.string(), fmt::format("has more than one column '{}'", name), "rename one of them");
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

void Records::drop_row() {
  ends_.resize(static_cast<std::size_t>(size()) * columns_.size());
  text_.resize(ends_.empty() ? 0 : ends_.back());
}

}  // namespace data
