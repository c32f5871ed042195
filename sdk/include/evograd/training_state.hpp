#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "evograd/after_network.hpp"
#include "evograd/base_rule.hpp"
#include "evograd/export.hpp"
#include "evograd/flat_parameters.hpp"
#include "evograd/head_split.hpp"
#include "evograd/module_state.hpp"
#include "evograd/random.hpp"
#include "evograd/task.hpp"

namespace evograd {

/// A task's modules made ready for training: θ and λ flat, buffers and flags restorable. Both modules are in training
/// mode.
struct EVOGRAD_API TrainingState {
  /// `task` has been built and its modules are on their device; it must outlive this. Convolution weights are stored in
  /// `format`.
  explicit TrainingState(Task& task, torch::MemoryFormat format = torch::MemoryFormat::Contiguous);

  Task& task;
  TaskTraits traits;
  AfterNetwork* after_network;  ///< the task, where λ acts after the network; else null
  HeadSplit* head_split;        ///< the task, where its losses can be taken apart; else null
  torch::MemoryFormat format;
  FlatParameters theta;
  FlatParameters lambda;
  ModuleState modules;
};

/// What the base update of a step left behind, when it came before the meta update.
struct BaseUpdate {
  torch::Tensor theta_before{};  ///< [P], the point at which it was computed
  torch::Tensor terms{};         ///< AfterNetwork: detached terms of its training loss there, else undefined
  torch::Tensor gradient{};      ///< [P], ∇_θ ℓ_T there; only where the estimator needs the base rule
};

/// What an estimator works on in one step: batches, learning rate and randomness.
struct BilevelStep {
  std::vector<Batch> training;  ///< at least one
  Batch validation;
  double base_learning_rate = 0;  ///< η of the base update of this step
  std::int64_t step = 0;
  RandomKey run{0};         ///< the run's key
  RandomKey randomness{0};  ///< the run's key folded with the step
  std::optional<BaseUpdate> base_update;
  std::optional<BaseRule> base_rule;  ///< where the estimator needs it
};

/// What make_step() is asked for.
struct StepRequest {
  RandomKey run{0};  ///< the run's key
  std::int64_t step = 0;
  double base_learning_rate = 0;
  std::int64_t training_batches = 1;
  bool validation = true;  ///< whether the validation batch is wanted
};

/// The batches of a step.
struct StepBatches {
  std::vector<Batch> training{};
  Batch validation{};  ///< empty where it was not asked for
};

/// The batches that `request` asks for, on the device, dtype and memory format of `state`.
EVOGRAD_API StepBatches make_batches(TrainingState& state, const StepRequest& request);

/// The step that `request` asks for; the second form is given its batches.
EVOGRAD_API BilevelStep make_step(TrainingState& state, const StepRequest& request);
EVOGRAD_API BilevelStep make_step(const StepRequest& request, StepBatches batches);

}  // namespace evograd
