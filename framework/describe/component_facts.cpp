#include "framework/describe/component_facts.hpp"

#include <fmt/ranges.h>

#include <exception>

#include "evograd/after_network.hpp"
#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "framework/describe/task_capabilities.hpp"
#include "framework/inputs/sample_inputs.hpp"
#include "framework/settings/options_text.hpp"

namespace evograd::host {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

Facts facts(const EstimatorEntry& entry) {
  const auto estimator = entry.make(entry.description.small);
  const auto needs = estimator->needs();
  if (!needs.meta_update) return {{"Estimates", "nothing: the meta-parameters stay constant"}};
  std::vector<std::string> all;
  if (needs.training_batches > 1) all.push_back(fmt::format("{} training batches per step", needs.training_batches));
  if (needs.validation_point == ValidationPoint::post_step) all.emplace_back("the base update before the meta update");
  if (needs.second_order) all.emplace_back("a second derivative if the meta-parameters act inside the network");
  if (needs.hessian_products) all.emplace_back("second derivatives of the network");
  if (needs.base_rule) all.emplace_back("the base optimizer's rule");
  if (needs.base_gradient) all.emplace_back("to provide the gradient of the base update");
  for (const auto& declaration : needs.state) all.emplace_back("the state '" + declaration.name + "' between steps");
  const char* estimand = "";
  switch (estimator->estimand()) {
    case Estimand::one_step:
      estimand = "the hypergradient of one base update";
      break;
    case Estimand::unrolled:
      estimand = "the hypergradient of all base updates of a step";
      break;
    case Estimand::implicit:
      estimand = "the hypergradient of the converged inner problem";
      break;
    case Estimand::none:
      estimand = "no derivative: a control";
      break;
  }
  return {{"Estimates", estimand},
          {"Needs", all.empty() ? "first derivatives" : fmt::format("{}", fmt::join(all, "; "))}};
}

Facts facts(const BackboneEntry& entry) {
  for (const auto& input : sample_inputs()) {
    try {
      const auto backbone = entry.make(entry.description.small, input);
      const auto sites = backbone->sites();
      return {{"Sites", fmt::format("{} (with {}, fed {})", comma_separated(sites),
                                    options_text(entry.description.small), input_text(input))}};
    } catch (const Error&) {
      continue;
    }
  }
  return {};
}

Facts facts(const TaskEntry& entry) {
  const auto task = entry.make(entry.description.small);
  const bool after = dynamic_cast<AfterNetwork*>(task.get()) != nullptr;
  Facts all{{"Meta-parameters act", after ? "after the network" : "inside the network"},
            {"Capabilities", comma_separated(capabilities_of(*task))}};
  task->open({.folder = ".", .steps = 1});
  const auto traits = task->traits();
  all.emplace_back("Order", traits.order == StepOrder::base_first ? "base update first" : "meta update first");
  if (traits.validation_sees_lambda) all.emplace_back("Validation loss", "depends on the meta-parameters directly");
  if (!traits.twice_differentiable) all.emplace_back("Refuses", "estimators that need second derivatives");
  const auto input = task->input();
  all.emplace_back("Feeds", input_text(input) + " (with " + options_text(entry.description.small) + ")");
  return all;
}

template <RegistryEntry Entry>
Facts facts_in(const Registry& registry, const ComponentView& component) {
  const auto name = component.plugin->name + "/" + component.entry->name;
  try {
    return facts(registry.find<Entry>(name)->entry);
  } catch (const std::exception&) {
    return {};  // it cannot be created with these options; only the description is shown
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> facts_of(const ComponentView& component, const Registry& registry) {
  if (component.kind == kind_name<EstimatorEntry>()) return facts_in<EstimatorEntry>(registry, component);
  if (component.kind == kind_name<BackboneEntry>()) return facts_in<BackboneEntry>(registry, component);
  return facts_in<TaskEntry>(registry, component);
}

}  // namespace evograd::host
