#include "data/examples/class_numbers.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t classes_named = 10;
constexpr std::size_t most_rare_classes = 20;

/// Warns of classes whose names differ in case only: they are most likely one.
void tell_similar(const std::vector<std::string>& names, const std::string& place) {
  std::map<std::string, std::string> seen;
  std::vector<std::string> pairs;
  for (const auto& name : names) {
    auto lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto [before, added] = seen.emplace(lower, name);
    if (!added) pairs.push_back(in_quotes(before->second) + " and " + in_quotes(name));
  }
  if (pairs.empty()) return;
  logging::warning(fmt::format("{}: the classes {} differ in case only; write them alike if they are one", place,
                               comma_separated(pairs, classes_named)));
}

bool is_integer(const std::string& text) {
  const auto start = text.starts_with('-') ? 1U : 0U;
  return text.size() > start && text.size() < 18 && text.find_first_not_of("0123456789", start) == std::string::npos;
}

}  // namespace

ClassNumbers::ClassNumbers(const std::vector<std::string>& labels, const std::string& place,
                           const std::string& option) {
  const std::set<std::string> distinct(labels.begin(), labels.end());
  names_.assign(distinct.begin(), distinct.end());
  named_by_number_ = std::all_of(names_.begin(), names_.end(), is_integer);
  if (named_by_number_) {
    std::sort(names_.begin(), names_.end(), [](const auto& a, const auto& b) { return std::stoll(a) < std::stoll(b); });
  }
  if (names_.size() < 2) {
    throw Error(place, fmt::format("has {} class: all labels are '{}'", names_.size(), names_.empty() ? "" : names_[0]),
                "classification needs at least two classes" + (option.empty() ? "" : "; check '" + option + "'"));
  }
  if (names_.size() > most_rare_classes && names_.size() > labels.size() / 2) {
    throw Error(place,
                fmt::format("has {} different labels in {} examples ({})", names_.size(), labels.size(),
                            comma_separated(names_, 3)),
                "these are not classes" + (option.empty() ? "" : "; check '" + option + "'"));
  }
  for (std::size_t i = 0; i < names_.size(); ++i) by_name_[names_[i]] = static_cast<std::int64_t>(i);
  tell_similar(names_, place);
}

ClassNumbers::ClassNumbers(std::vector<std::string> names) : names_(std::move(names)) {
  named_by_number_ = std::all_of(names_.begin(), names_.end(), is_integer);
  for (std::size_t i = 0; i < names_.size(); ++i) by_name_[names_[i]] = static_cast<std::int64_t>(i);
}

torch::Tensor ClassNumbers::numbers(const std::vector<std::string>& labels, const std::vector<std::string>& keys,
                                    const std::string& place) const {
  auto result = torch::empty({static_cast<std::int64_t>(labels.size())}, torch::kInt64);
  auto* numbers = result.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto found = by_name_.find(labels[i]);
    if (found != by_name_.end()) {
      numbers[i] = found->second;
      continue;
    }
    const bool is_number = !named_by_number_ && is_integer(labels[i]);
    numbers[i] = is_number ? std::stoll(labels[i]) : -1;
    if (numbers[i] >= 0 && numbers[i] < std::ssize(names_)) continue;
    throw Error(place,
                fmt::format("{} has the label {}, which is not a class of the training part",
                            keys.empty() ? fmt::format("example {}", i) : keys[i], in_quotes(labels[i])),
                fmt::format("its {} classes are {}{}", names_.size(), comma_separated(names_, classes_named),
                            named_by_number_ && labels[i] == std::to_string(names_.size())
                                ? "; if these labels count from 1, subtract 1"
                                : ""));
  }
  return result;
}

}  // namespace data
