#include "framework/check/drawn_options.hpp"

#include <algorithm>

namespace evograd::host::check {
namespace {

/// Values in the neighbourhood of `base` and at the edges that ranges usually have.
std::vector<OptionValue> candidates(const OptionSpecification& option, const OptionValue& base) {
  std::vector<OptionValue> all;
  if (std::holds_alternative<bool>(base)) return {!std::get<bool>(base)};
  if (const auto* value = std::get_if<std::int64_t>(&base)) {
    for (const auto near : {*value - 1, *value + 1, 2 * *value, std::int64_t{0}, std::int64_t{1}, std::int64_t{3}}) {
      all.emplace_back(near);
    }
  } else if (const auto* number = std::get_if<double>(&base)) {
    for (const auto near : {*number / 10, *number / 2, *number * 2, 0.0, 0.5, 1.0}) all.emplace_back(near);
  } else if (std::holds_alternative<std::string>(base)) {
    for (const auto& choice : option.constraint.choices) all.emplace_back(choice);
  } else if (const auto* list = std::get_if<std::vector<std::int64_t>>(&base); list != nullptr && !list->empty()) {
    all.emplace_back(std::vector(list->rbegin(), list->rend()));
    all.emplace_back(std::vector(list->begin(), list->end() - 1));
    auto longer = *list;
    longer.push_back(list->back());
    all.emplace_back(longer);
  }
  std::erase_if(all, [&](auto& value) { return value == base || !reject(option, value).empty(); });
  return all;
}

}  // namespace

OptionValues drawn_options(const ComponentEntry& component, Draws& draws) {
  auto drawn = component.description.small;
  for (const auto& option : component.options) {
    if (!draws.chance(0.5)) continue;
    const auto given = drawn.find(option.name);
    const auto values = candidates(option, given == drawn.end() ? option.default_value : given->second);
    if (values.empty()) continue;
    drawn[option.name] = values[static_cast<std::size_t>(draws.integer(0, static_cast<int>(values.size()) - 1))];
  }
  return drawn;
}

}  // namespace evograd::host::check
