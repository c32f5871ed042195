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

/// A task's modules prepared for training: θ and λ as flat vectors, buffers and flags that can be restored. Both
/// modules are in training mode.
struct EVOGRAD_API TrainingState {
  /// `task` has been built and its modules are on their device; it must outlive this object. Convolution weights are
  /// stored in `format`.
  explicit TrainingState(Task& task, torch::MemoryFormat format = torch::MemoryFormat::Contiguous);

  Task& task;                   ///< what is trained
  TaskTraits traits;            ///< read from the task once
  AfterNetwork* after_network;  ///< the task, if λ acts after the network; else null
  HeadSplit* head_split;        ///< the task, if its losses can be split; else null
  torch::MemoryFormat format;   ///< of convolution weights and of four-dimensional tensors in batches
  FlatParameters theta;         ///< θ, the parameters of Task::model()
  FlatParameters lambda;        ///< λ, the parameters of Task::meta_model()
  ModuleState modules;          ///< buffers and training flags of both modules
};

/// What the base update of a step computed, if it came before the meta update.
struct BaseUpdate {
  torch::Tensor theta_before{};  ///< [P], the point at which it was computed
  torch::Tensor terms{};         ///< AfterNetwork: detached terms of the training loss there, else undefined
  torch::Tensor gradient{};      ///< [P], ∇_θ ℓ_T there; only if the estimator needs the base rule
};

/// The input of an estimator in one step: batches, learning rate and randomness.
struct BilevelStep {
  std::vector<Batch> training;            ///< at least one
  Batch validation;                       ///< on the device of θ, like the training batches
  double base_learning_rate = 0;          ///< η of the base update of this step
  std::int64_t step = 0;                  ///< the base steps before this one
  RandomKey run{0};                       ///< the run's key
  RandomKey randomness{0};                ///< the run's key folded with the step
  std::optional<BaseUpdate> base_update;  ///< if it came before the meta update
  std::optional<BaseRule> base_rule;      ///< if the estimator needs it
};

/// The arguments of make_step() and make_batches().
struct StepRequest {
  RandomKey run{0};                   ///< the run's key
  std::int64_t step = 0;              ///< the base steps before this one
  double base_learning_rate = 0;      ///< η of the base update of this step
  std::int64_t training_batches = 1;  ///< how many training batches to make
  bool validation = true;             ///< whether to make the validation batch
};

/// The batches of a step.
struct StepBatches {
  std::vector<Batch> training{};  ///< with indices 0, 1, …
  Batch validation{};             ///< empty if it was not requested
};

/// The batches for `request`, on the device, in the dtype and memory format of `state`.
EVOGRAD_API StepBatches make_batches(TrainingState& state, const StepRequest& request);

/// The step for `request`, with the batches of make_batches().
EVOGRAD_API BilevelStep make_step(TrainingState& state, const StepRequest& request);

/// The step for `request`, with these `batches`.
EVOGRAD_API BilevelStep make_step(const StepRequest& request, StepBatches batches);

}  // namespace evograd
