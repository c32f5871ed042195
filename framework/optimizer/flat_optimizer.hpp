#pragma once

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "evograd/base_rule.hpp"
#include "evograd/flat_parameters.hpp"
#include "evograd/process_group.hpp"
#include "framework/optimizer/optimizer_ranges.hpp"
#include "framework/optimizer/optimizer_state.hpp"
#include "framework/settings/optimizer_options.hpp"

namespace evograd::host {

/// The learning rate of `step` out of `total_steps`, with warm-up and schedule applied.
double scheduled_rate(const OptimizerOptions& options, std::int64_t step, std::int64_t total_steps);

/// The torch::optim optimizer that `options` specify, over `parameters`.
std::unique_ptr<torch::optim::Optimizer> make_optimizer(const OptimizerOptions& options,
                                                        const std::vector<torch::Tensor>& parameters);

/// torch::optim over the flat tensor of a module's parameters: one optimizer, or one per range of parameters with the
/// same settings. If processes share the state, each has the moments of a segment of the vector, updates that segment
/// and receives the others: the same bits, since updates are made element by element.
class FlatOptimizer {
 public:
  /// `parameters` and `processes`, which share the state (null: this one has all of it), must outlive the optimizer.
  /// Throws Error if a group of `options` matches no parameter.
  FlatOptimizer(const OptimizerOptions& options, FlatParameters& parameters, std::int64_t total_steps,
                ProcessGroup* processes = nullptr);

  /// Of the parameters without a group.
  double learning_rate(std::int64_t step) const { return scheduled_rate(options_, step, total_steps_); }

  /// The rule of the update that `step` would take, with a copy of the optimizer's current state. Called by all
  /// processes that share the state.
  BaseRule rule(std::int64_t step) const;

  /// Each parameter's learning rate as a multiple of learning_rate() [P]; undefined if all have the same.
  const torch::Tensor& relative_rates() const { return relative_rates_; }

  /// The optimizer state, with moments [P]; they may share storage with the optimizer. Called by all processes that
  /// share the state; waits for them as long as they live.
  OptimizerState state() const;

  /// Gives a new optimizer the state of another one of its kind. Gradients become zero.
  void restore(const OptimizerState& state);
  const std::string& kind() const { return options_.kind; }

  /// Clips the gradient in parameters.gradients() and applies the update of `step`. Called by all processes that share
  /// the state.
  void step(std::int64_t step);

  bool is_shared() const { return processes_ != nullptr; }

 private:
  struct Part {
    OptimizerRange range;  ///< of the segment of this process
    torch::Tensor values;  ///< of the range; its gradient is the range's part of the flat gradient
    std::unique_ptr<torch::optim::Optimizer> optimizer;
  };

  /// The part of [P] that a process updates.
  struct Segment {
    std::int64_t begin;
    std::int64_t length;
  };
  Segment segment_of(int rank) const;
  /// The moments [P] of all processes.
  OptimizerState whole_state() const;
  /// vector [P] ← the segments of all processes, each from its own process's vector.
  void collect(torch::Tensor& vector) const;

  OptimizerOptions options_;
  FlatParameters& parameters_;
  std::int64_t total_steps_;
  ProcessGroup* processes_;
  std::vector<OptimizerRange> ranges_;  ///< of the whole vector
  std::vector<Part> parts_;
  torch::Tensor relative_rates_;
};

}  // namespace evograd::host
