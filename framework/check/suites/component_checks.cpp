#include <algorithm>

#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/suites/suites.hpp"

namespace evograd::host::check {
namespace {

const ComponentEntry& described(const Context& context) {
  for (const auto& component : catalog_with(context.subject).registry().components()) {
    if (component.kind == context.subject.kind && component.entry->name == context.subject.component) {
      return *component.entry;
    }
  }
  throw Failure("is no longer registered");
}

void says_what_it_is(Context& context) {
  const auto& entry = described(context);
  expect(!entry.description.summary.empty(), "has no summary");
  for (const auto& option : entry.options) {
    expect(!option.sentence.empty(), "option '" + option.name + "' has no sentence that says what it is");
    if (!option.constraint.empty() && option.constraint.description.empty()) {
      throw Failure("the range of option '" + option.name + "' has no description");
    }
  }
}

void small_options_are_options(Context& context) {
  const auto& entry = described(context);
  for (auto [name, value] : entry.description.small) {
    const auto option = std::find_if(entry.options.begin(), entry.options.end(),
                                     [&name = name](const auto& candidate) { return candidate.name == name; });
    expect(option != entry.options.end(), "'small' names an option '" + name + "' that there is not");
    const auto refused = reject(*option, value);
    expect(refused.empty(), "'small' gives a value that is not allowed: " + refused);
  }
}

}  // namespace

std::vector<Check> component_checks() {
  return {
      {"component/described", Level::load,
       "The component has a summary, and each of its options a sentence and, where it has one, the range in words.",
       says_what_it_is},
      {"component/small", Level::load, "The options with which it is checked are options it has, in their ranges.",
       small_options_are_options},
  };
}

}  // namespace evograd::host::check
