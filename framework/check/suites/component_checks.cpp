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
    expect(!option.sentence.empty(), "option '" + option.name + "' has no sentence that describes it");
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
    expect(option != entry.options.end(), "'small' names an option '" + name + "', which does not exist");
    const auto refused = reject(*option, value);
    expect(refused.empty(), "'small' contains a value that is not allowed: " + refused);
  }
}

}  // namespace

std::vector<Check> component_checks() {
  return {
      {"component/described", Level::load,
       "The component has a summary; each option has a sentence and, if it has a range, a description of the range.",
       says_what_it_is},
      {"component/small", Level::load, "The options in 'small', used for checking, exist and are in their ranges.",
       small_options_are_options},
  };
}

}  // namespace evograd::host::check
