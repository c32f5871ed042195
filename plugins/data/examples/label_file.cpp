#include "data/examples/label_file.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "data/tables/key_list.hpp"
#include "data/tables/npy.hpp"
#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

/// The integer that a label is as a decimal number: "3.0", and "3.000000000000000000e+00" as numpy.savetxt writes it.
std::optional<std::int64_t> whole_decimal(const std::string& label) {
  constexpr double largest = 1e15;
  if (label.find('.') == std::string::npos || label.find_first_not_of("0123456789.e+") != std::string::npos) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), value);
  const bool whole = error == std::errc() && end == label.data() + label.size() && value == std::floor(value);
  return whole && value < largest ? std::make_optional(static_cast<std::int64_t>(value)) : std::nullopt;
}

bool is_digits(const std::string& label) {
  return !label.empty() && label.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

void normalize_labels(std::vector<std::string>& labels) {
  bool numbers = false;
  bool others = false;
  for (auto& label : labels) {
    constexpr const char* blanks = " \t\r\n";
    const auto first = label.find_first_not_of(blanks);
    label = first == std::string::npos ? "" : label.substr(first, label.find_last_not_of(blanks) - first + 1);
    if (label.empty()) continue;
    const bool number = whole_decimal(label).has_value();
    numbers |= number;
    others |= !number && !is_digits(label);
  }
  if (!numbers || others) return;
  for (auto& label : labels) {
    if (const auto number = whole_decimal(label)) label = std::to_string(*number);
  }
}

LabelFile::LabelFile(const std::filesystem::path& file, std::string option, const std::string& label_column,
                     const std::string& path_column, const RecordFormat& format)
    : file_(file), option_(std::move(option)) {
  if (file.extension() == ".npy") {
    ordered_ = read_npy(file);
  } else if (is_records_name(file)) {
    const auto records = read_records(file, format);
    const auto label =
        records.columns().size() == 1 && !records.has(label_column) ? 0 : records.column(label_column, "label_column");
    const bool by_path = records.has(path_column);
    const auto path = by_path ? records.column(path_column, "path_column") : 0;
    for (std::int64_t row = 0; row < records.size(); ++row) {
      ordered_.emplace_back(records.cell(row, label));
      if (!by_path) continue;
      if (!by_path_.emplace(normal_key(std::string(records.cell(row, path))), ordered_.back()).second) {
        throw Error(records.place(row), fmt::format("gives '{}' a second label", records.cell(row, path)),
                    "remove one of them");
      }
    }
    if (by_path) ordered_.clear();
  } else {
    auto list = read_key_list(file);
    if (!list.labelled) {
      ordered_ = std::move(list.keys);
      return;
    }
    for (std::size_t i = 0; i < list.keys.size(); ++i) {
      if (!by_path_.emplace(list.keys[i], list.labels[i]).second) {
        throw Error(list.place(i), fmt::format("gives '{}' a second label", list.keys[i]), "remove one of them");
      }
    }
  }
}

std::vector<std::string> LabelFile::of(const std::vector<std::string>& keys) const {
  if (by_path_.empty()) {
    if (ordered_.size() == keys.size()) return ordered_;
    const bool header = ordered_.size() == keys.size() + 1 && !is_digits(ordered_[0]) && is_digits(ordered_[1]);
    throw Error(
        file_.string(), fmt::format("has {} labels, but there are {} examples", ordered_.size(), keys.size()),
        header ? fmt::format("remove its first line, {}, if that is a header", in_quotes(ordered_[0]))
               : fmt::format(
                     "'{}' needs one label for each training example, in their order, or lines of a path and a label",
                     option_));
  }
  if (std::all_of(keys.begin(), keys.end(), [](const std::string& key) { return key.empty(); })) {
    throw Error(
        file_.string(),
        fmt::format("has a path and a label a line ({} and {}), but the examples of this data set have no paths",
                    in_quotes(by_path_.begin()->first), in_quotes(by_path_.begin()->second)),
        "write one label a line, in the order of the examples");
  }
  auto labels = of_known(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (by_path_.contains(keys[i])) continue;
    throw Error(
        file_.string(), fmt::format("has no label for '{}'", keys[i]),
        fmt::format("its paths look like '{}'; both must be relative to the same folder", by_path_.begin()->first));
  }
  return labels;
}

std::vector<std::string> LabelFile::of_known(const std::vector<std::string>& keys) const {
  if (by_path_.empty()) return of(keys);
  std::vector<std::string> labels;
  labels.reserve(keys.size());
  for (const auto& key : keys) {
    const auto found = by_path_.find(key);
    labels.push_back(found == by_path_.end() ? "" : found->second);
  }
  return labels;
}

}  // namespace data
