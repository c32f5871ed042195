#include "framework/settings/optimizer_options.hpp"

#include <algorithm>

namespace evograd::host {
namespace {

using Field = Schema<OptimizerOptions>::Field;
using O = OptimizerOptions;

Schema<O> schema_of(const std::string& kind) {
  const Field lr{"lr", &O::lr, non_negative(), "learning rate η; 0 keeps the parameters fixed"};
  const Field weight_decay{"weight_decay", &O::weight_decay, non_negative(),
                           kind == "adamw" ? "decoupled weight decay, multiplied by the learning rate"
                                           : "weight decay, added to the gradient"};
  const Field schedule{"schedule", &O::schedule, one_of({"constant", "steps", "cosine", "linear"}),
                       "learning rate schedule: constant, multiplied by `decay` at each of `milestones`, "
                       "half a cosine to 0, or linear to 0"};
  const Field milestones{"milestones", &O::milestones, at_least(0), "steps at which schedule = \"steps\" decays"};
  const Field decay{"decay", &O::decay, positive(), "decay factor of schedule = \"steps\""};
  const Field warmup{"warmup_steps", &O::warmup_steps, non_negative(),
                     "steps over which the learning rate rises linearly from 0; the schedule starts after them"};
  const Field clip{"clip_norm", &O::clip_norm, non_negative(), "maximum norm of the gradient, 0 for no limit"};
  if (kind == "sgd") {
    return {lr,
            {"momentum", &O::momentum, between(0, 1), "momentum"},
            {"nesterov", &O::nesterov, any_value(), "Nesterov's form of momentum"},
            weight_decay,
            schedule,
            milestones,
            decay,
            warmup,
            clip};
  }
  return {lr,
          {"beta1", &O::beta1, between(0, 1), "decay of the first moment"},
          {"beta2", &O::beta2, between(0, 1), "decay of the second moment"},
          {"epsilon", &O::epsilon, positive(), "added to the square root of the second moment"},
          weight_decay,
          schedule,
          milestones,
          decay,
          warmup,
          clip};
}

}  // namespace

std::vector<std::string> optimizer_kinds() { return {"sgd", "adam", "adamw"}; }

std::vector<OptionSpecification> optimizer_specifications(const std::string& kind) {
  auto specifications = schema_of(kind).specifications();
  const double usual_rate = kind == "sgd" ? 0.1 : 1e-3;
  for (auto& option : specifications) {
    if (option.name == "lr") option.default_value = usual_rate;
  }
  return specifications;
}

std::vector<OptionSpecification> parameter_group_specifications() {
  return {{"parameters", std::vector<std::string>(), any_value(),
           "patterns of parameter names; * stands for any characters"},
          {"lr", 0.0, non_negative(), "learning rate of these parameters, with the schedule of the optimizer"},
          {"weight_decay", 0.0, non_negative(), "weight decay of these parameters"}};
}

ParameterGroup parse_parameter_group(const OptionValues& written) {
  const auto number = [&](const char* name) {
    const auto found = written.find(name);
    return found == written.end() ? std::nullopt : std::optional(std::get<double>(found->second));
  };
  ParameterGroup group{.parameters = {}, .lr = number("lr"), .weight_decay = number("weight_decay")};
  const auto patterns = written.find("parameters");
  if (patterns != written.end()) group.parameters = std::get<std::vector<std::string>>(patterns->second);
  if (group.parameters.empty()) {
    throw Error("", "the group has no 'parameters'", "write parameters = [\"*.bias\"], patterns of parameter names");
  }
  if (!group.lr && !group.weight_decay) {
    throw Error("", "the group has no setting", "write lr or weight_decay, or omit the group");
  }
  return group;
}

OptimizerOptions parse_optimizer(const std::string& kind, const OptionValues& values) {
  OptionValues complete = values;
  for (const auto& option : optimizer_specifications(kind)) complete.try_emplace(option.name, option.default_value);
  auto options = schema_of(kind).parse(complete);
  options.kind = kind;
  if (options.nesterov && options.momentum == 0) {
    throw Error("", "'nesterov' is true, but 'momentum' is 0", "set momentum, e.g. momentum = 0.9");
  }
  if (!std::is_sorted(options.milestones.begin(), options.milestones.end())) {
    throw Error("", "'milestones' are not in ascending order", "write them as [40, 50]");
  }
  return options;
}

}  // namespace evograd::host
