#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "evograd/after_network.hpp"
#include "evograd/base_rule.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/export.hpp"
#include "evograd/flat_parameters.hpp"
#include "evograd/head_split.hpp"
#include "evograd/module_state.hpp"
#include "evograd/process_group.hpp"
#include "evograd/random.hpp"
#include "evograd/task.hpp"

namespace evograd {

/// A task's modules prepared for training: θ and λ as flat vectors, buffers and flags that can be restored. Both
/// modules are in training mode.
struct EVOGRAD_API TrainingState {
  /// `task` has been built and its modules are on their device; it must outlive this object. Convolution weights are
  /// stored in `format`.
  explicit TrainingState(Task& task, torch::MemoryFormat format = torch::MemoryFormat::Contiguous);

  /// A training loss as a function of the network's terms.
  using Reduction = std::function<torch::Tensor(const torch::Tensor& terms)>;

  /// AfterNetwork::network_terms() of all rows, computed under `autocast` and in `accumulate` parts. The result has the
  /// dtype of θ. If other processes compute some of the parts, it has no graph.
  torch::Tensor network_terms(const Batch& batch);
  /// The terms of this process's parts alone, with their graph: all of them without a group.
  torch::Tensor own_terms(const Batch& batch);
  /// The rows of all processes in the order of the batch, if `own` are the rows of this process's parts.
  torch::Tensor rows_of_all(const torch::Tensor& own, const Batch& batch);
  /// Task::training_loss() or Task::validation_loss(), likewise; the result is checked by scalar_loss().
  torch::Tensor loss(LossKind kind, const Batch& batch);

  /// Whether accumulate_reduced_gradient() evaluates the network twice: the graphs of several parts would not fit
  /// together into the memory that one of them needs.
  bool repeats_terms() const { return accumulate > (group && split_examples ? group->size() : 1); }

  /// Adds the gradient of the loss to the gradients, so far 0, of the parameters of `targets` that require one, with
  /// the activations of one part of the batch at a time; returns the loss without a graph. λ, if it is among the
  /// targets, must not act after the network.
  torch::Tensor accumulate_gradient(LossKind kind, const Batch& batch, const std::vector<FlatParameters*>& targets);
  /// Likewise for a task whose λ acts after the network: the gradient of `reduce`(network_terms(batch)). In parts the
  /// terms are computed twice, because the derivative of their reduction needs all of them.
  torch::Tensor accumulate_reduced_gradient(const Batch& batch, const Reduction& reduce,
                                            const std::vector<FlatParameters*>& targets);

  /// The terms of a part of a batch, with their graph.
  torch::Tensor terms_of(const Batch& part);
  /// DivisibleLosses::partial_loss() of `part`, with its graph.
  torch::Tensor part_of_loss(LossKind kind, const Batch& part, const Batch& whole);
  /// Calls `visit` with each part of `batch` that is this process's and the part's first row, one after the other. Each
  /// part begins with the same buffers; in the end these have the mean of what the parts made of them. Random layers
  /// draw for each part from a key of its own.
  void for_each_own_part(const Batch& batch,
                         const std::function<void(const Batch& part, std::int64_t first_row)>& visit);
  /// Sums what the processes' parts have added to `vector`.
  void sum_over_parts(torch::Tensor& vector);

  Task& task;                   ///< what is trained
  TaskTraits traits;            ///< read from the task once
  AfterNetwork* after_network;  ///< the task, if λ acts after the network; else null
  HeadSplit* head_split;        ///< the task, if its losses can be split; else null
  DivisibleLosses* divisible;   ///< the task, if its batches can be divided; else null
  torch::MemoryFormat format;   ///< of convolution weights and of four-dimensional tensors in batches
  FlatParameters theta;         ///< θ, the parameters of Task::model()
  FlatParameters lambda;        ///< λ, the parameters of Task::meta_model()
  ModuleState modules;          ///< buffers and training flags of both modules
  /// The type of convolutions and matrix products in the losses, if it is not that of θ; see AutocastScope.
  std::optional<torch::Dtype> autocast{};
  /// The number of parts into which batches are divided. More than 1 needs a task with DivisibleLosses.
  std::int64_t accumulate = 1;
  /// The processes that share the work, how they do, and whether they do at present. Null for one process.
  ProcessGroup* group = nullptr;
  bool split_examples = false;  ///< each process computes some of the parts; `accumulate` is a multiple of their number
  bool split_points = false;    ///< each process evaluates some of the points of functions that take several
  bool keeps_buffers = true;    ///< whether what evaluations make of buffers is kept; else they need not be combined
  /// The key of random layers at present; set by LayerScope.
  std::optional<RandomKey> layers{};
};

/// Seeds the random layers from a key until the end of the scope.
class EVOGRAD_API LayerScope {
 public:
  /// `state` must outlive the object.
  LayerScope(TrainingState& state, RandomKey key);
  ~LayerScope();
  LayerScope(const LayerScope&) = delete;
  LayerScope& operator=(const LayerScope&) = delete;

 private:
  TrainingState& state_;
  std::optional<RandomKey> before_;
  GlobalGeneratorGuard generator_;
};

/// Until the end of the scope this process computes everything itself, whatever others do.
class EVOGRAD_API AloneScope {
 public:
  /// `state` must outlive the object.
  explicit AloneScope(TrainingState& state);
  ~AloneScope();
  AloneScope(const AloneScope&) = delete;
  AloneScope& operator=(const AloneScope&) = delete;

 private:
  TrainingState& state_;
  ProcessGroup* group_;
};

/// Turns TrainingState::autocast off for its lifetime, e.g. for evaluations whose difference is taken: in half
/// precision the difference is mostly rounding.
class EVOGRAD_API FullPrecision {
 public:
  /// `state` must outlive the object.
  explicit FullPrecision(TrainingState& state);
  ~FullPrecision();
  FullPrecision(const FullPrecision&) = delete;
  FullPrecision& operator=(const FullPrecision&) = delete;

 private:
  TrainingState& state_;
  std::optional<torch::Dtype> before_;
};

/// What the base update of a step computed, if it came before the meta update.
struct BaseUpdate {
  torch::Tensor theta_before{};            ///< [P], the point at which it was computed
  torch::Tensor terms{};                   ///< AfterNetwork: detached terms of the training loss there, else undefined
  torch::Tensor gradient{};                ///< [P], ∇_θ ℓ_T there; only if the estimator needs the base rule
  std::optional<torch::Dtype> autocast{};  ///< TrainingState::autocast when the terms were computed
};

/// The input of an estimator in one step: batches, learning rate and randomness.
struct BilevelStep {
  std::vector<Batch> training;            ///< at least one
  Batch validation;                       ///< on the device of θ, like the training batches
  double base_learning_rate = 0;          ///< η of the base update of this step
  torch::Tensor relative_rates{};         ///< [P], each parameter's rate as a multiple of η; undefined if all are η
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
  torch::Tensor relative_rates{};     ///< of BilevelStep
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
