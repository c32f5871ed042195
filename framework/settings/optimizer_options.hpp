#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace evograd::host {

/// The settings of the parameters that match; each parameter takes a setting from the first group that has it, else
/// from the optimizer.
struct ParameterGroup {
  std::vector<std::string> parameters;  ///< patterns of names: * stands for any characters, ? for one
  std::optional<double> lr{};           ///< at the peak of the schedule, which is the optimizer's
  std::optional<double> weight_decay{};
};

/// The settings of [optimizer.base], [optimizer.meta] and [optimizer.pretrain]. Which of them a manifest may set
/// depends on the kind.
struct OptimizerOptions {
  std::string kind = "sgd";
  double lr = 0.1;

  double momentum = 0;
  bool nesterov = false;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;

  std::string schedule = "constant";
  std::vector<std::int64_t> milestones = {};
  double decay = 0.1;
  std::int64_t warmup_steps = 0;

  double clip_norm = 0;

  std::vector<ParameterGroup> groups = {};  ///< [[optimizer.base.group]]; a setting of [optimizer.base] alone
};

/// The valid values of `use`.
std::vector<std::string> optimizer_kinds();

/// The options of `kind`, which is one of optimizer_kinds().
std::vector<OptionSpecification> optimizer_specifications(const std::string& kind);

/// The options of one [[optimizer.base.group]]. A group has only those that are written.
std::vector<OptionSpecification> parameter_group_specifications();

/// The group with the `written` options. Throws Error if it has no patterns or no setting.
ParameterGroup parse_parameter_group(const OptionValues& written);

/// Throws Error for an unknown name, a wrong type, a value out of range or settings that exclude each other.
OptimizerOptions parse_optimizer(const std::string& kind, const OptionValues& values);

}  // namespace evograd::host
