#pragma once

#include <cstdint>
#include <memory>

#include "evograd/registrar.hpp"
#include "evograd/training_state.hpp"
#include "framework/check/bench_backbone.hpp"
#include "framework/check/check.hpp"

namespace evograd::host::check {

/// The task that a check is about, opened, built on a BenchBackbone and ready for training, as the host would do it.
class TaskBench {
 public:
  /// Throws Skip where the task refuses to be opened or built; what else it throws passes.
  explicit TaskBench(const Context& context, torch::Dtype dtype = torch::kFloat32, OptionValues options = {});

  Task& task() { return *task_; }
  TrainingState& state() { return *state_; }

  /// Batches as a step gets them.
  Batch training_batch(std::int64_t step, std::int64_t index = 0);
  Batch validation_batch(std::int64_t step);

  /// A loss of `batch` in training mode, with random layers drawn under the same key each time; buffers are put back.
  torch::Tensor loss(LossKind kind, const Batch& batch);

  /// Scores the model as the host does: without gradient, modes and buffers put back.
  Metrics evaluate();

  /// Holds what the task wants held fixed for `batch` from here on, as the host does within a step.
  void hold(const Batch& batch);

 private:
  RandomKey key_;
  std::unique_ptr<Task> task_;
  std::unique_ptr<TrainingState> state_;
  torch::Tensor held_;
  bool holds_ = false;
};

}  // namespace evograd::host::check
