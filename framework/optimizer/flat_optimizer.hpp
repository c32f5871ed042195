#pragma once

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "evograd/base_rule.hpp"
#include "evograd/flat_parameters.hpp"
#include "framework/optimizer/optimizer_state.hpp"
#include "framework/settings/optimizer_options.hpp"

namespace evograd::host {

/// The learning rate of `step` out of `total_steps`, warm-up and schedule applied.
double scheduled_rate(const OptimizerOptions& options, std::int64_t step, std::int64_t total_steps);

/// The torch::optim optimizer that `options` name, over `parameters`.
std::unique_ptr<torch::optim::Optimizer> make_optimizer(const OptimizerOptions& options,
                                                        const std::vector<torch::Tensor>& parameters);

/// One torch::optim optimizer over the one flat tensor of a module's parameters.
class FlatOptimizer {
 public:
  FlatOptimizer(const OptimizerOptions& options, FlatParameters& parameters, std::int64_t total_steps);

  double learning_rate(std::int64_t step) const { return scheduled_rate(options_, step, total_steps_); }

  /// The rule of the update that `step` would take, with a copy of the optimizer's present state.
  BaseRule rule(std::int64_t step) const;

  /// What it remembers of earlier steps; the moments share storage with it.
  OptimizerState state() const { return optimizer_state(*optimizer_, options_.kind); }

  /// Gives a new optimizer the memory that another one of its kind had. Gradients become zero.
  void restore(const OptimizerState& state) {
    restore_optimizer_state(*optimizer_, options_.kind, parameters_.values(), state);
  }
  const std::string& kind() const { return options_.kind; }

  /// Clips the gradient in parameters.gradients() and takes the update of `step`.
  void step(std::int64_t step);

 private:
  OptimizerOptions options_;
  FlatParameters& parameters_;
  std::int64_t total_steps_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
};

}  // namespace evograd::host
