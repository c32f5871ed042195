#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace evograd::host {

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
};

/// The valid values of `use`.
std::vector<std::string> optimizer_kinds();

/// The options of `kind`, which is one of optimizer_kinds().
std::vector<OptionSpecification> optimizer_specifications(const std::string& kind);

/// Throws Error for an unknown name, a wrong type, a value out of range or settings that exclude each other.
OptimizerOptions parse_optimizer(const std::string& kind, const OptionValues& values);

}  // namespace evograd::host
