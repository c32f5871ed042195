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

/// The learning rate of `step` out of `total_steps`, with warm-up and schedule applied.
double scheduled_rate(const OptimizerOptions& options, std::int64_t step, std::int64_t total_steps);

/// The torch::optim optimizer that `options` specify, over `parameters`.
std::unique_ptr<torch::optim::Optimizer> make_optimizer(const OptimizerOptions& options,
                                                        const std::vector<torch::Tensor>& parameters);

/// One torch::optim optimizer over the single flat tensor of a module's parameters.
class FlatOptimizer {
 public:
  FlatOptimizer(const OptimizerOptions& options, FlatParameters& parameters, std::int64_t total_steps);

  double learning_rate(std::int64_t step) const { return scheduled_rate(options_, step, total_steps_); }

  /// The rule of the update that `step` would take, with a copy of the optimizer's current state.
  BaseRule rule(std::int64_t step) const;

  /// The optimizer state; its moments share storage with the optimizer.
  OptimizerState state() const { return optimizer_state(*optimizer_, options_.kind); }

  /// Gives a new optimizer the state of another one of its kind. Gradients become zero.
  void restore(const OptimizerState& state) {
    restore_optimizer_state(*optimizer_, options_.kind, parameters_.values(), state);
  }
  const std::string& kind() const { return options_.kind; }

  /// Clips the gradient in parameters.gradients() and applies the update of `step`.
  void step(std::int64_t step);

 private:
  OptimizerOptions options_;
  FlatParameters& parameters_;
  std::int64_t total_steps_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
};

}  // namespace evograd::host
