#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "evograd/backbone.hpp"
#include "evograd/batch.hpp"
#include "evograd/export.hpp"
#include "evograd/metrics.hpp"
#include "evograd/random.hpp"

namespace evograd {

/// Which of the two updates of a step comes first.
enum class StepOrder {
  meta_first,  ///< λ is updated at the current θ, then θ with the new λ
  base_first,  ///< θ is updated with the current λ, then λ
};

/// The two losses of a bilevel problem.
enum class LossKind {
  training,    ///< ℓ_T(θ, λ)
  validation,  ///< ℓ_V(θ)
};

/// What the host passes to a task before any other call.
struct TaskContext {
  RandomKey randomness{0};        ///< the run's key; a task folds its own stream names into it
  std::filesystem::path folder;   ///< relative data paths are relative to this folder
  std::int64_t steps = 0;         ///< steps of the run, for schedules
  double base_learning_rate = 0;  ///< η of the first base update
};

/// Properties of a task; read once, after build(). The defaults are the usual case.
struct TaskTraits {
  bool validation_sees_lambda = false;      ///< ℓ_V depends on λ directly, not only through θ
  bool twice_differentiable = true;         ///< false if a module has no double backward
  StepOrder order = StepOrder::meta_first;  ///< that of the reference implementation; a manifest may override it
  /// Whether the two batch functions may run on another thread while losses and updates of an earlier step are
  /// computed. Requires that neither side writes anything the other uses. They never run during evaluate().
  bool batches_on_another_thread = false;
  /// The metric that selects which evaluation is the result of a run (larger is better), e.g. the score on a
  /// development set. Empty: the last evaluation is the result.
  std::string selection{};
};

/// Data, losses, heads and meta-model of one application: what is learned and what is meta-learned.
///
/// Life cycle: constructed with its options → open() → input() → build() → the rest, in any order. The host moves the
/// modules to device and dtype after build() and makes their parameters views of one flat buffer. Losses are computed
/// in training mode. A loss may read θ through model() and λ through meta_model(), e.g. for a penalty on the weights;
/// if the task is AfterNetwork, only network_terms() may.
///
/// Purity: batches are functions of (key, step, index) alone; losses are functions of the modules' current parameters
/// and buffers, the batch and LibTorch's global generator, which the problem seeds. Losses must not draw random numbers
/// from other sources or write to parameters.
///
/// λ acts inside the network or before it, unless the task also derives from AfterNetwork (loss weighting). Other
/// capabilities are separate interfaces to derive from as well: HeadSplit, DivisibleLosses, SharedEvaluation,
/// Pretrainable, Predictor, MetaParameterPictures, RunFiles.
class EVOGRAD_API Task {
 public:
  virtual ~Task();

  /// Reads the data and makes the splits. Throws Error naming the file and the remedy.
  virtual void open(const TaskContext& context) = 0;

  /// The input that the backbone will receive.
  virtual InputSpecification input() const = 0;

  /// Adds the heads to `backbone` and makes the meta-model. Initial parameters come from the global generator, which
  /// the host has seeded.
  virtual void build(std::shared_ptr<Backbone> backbone) = 0;

  /// The trained network: its parameters are θ. Never null after build().
  virtual std::shared_ptr<torch::nn::Module> model() = 0;

  /// The meta-model: its parameters are λ. Never null after build(); it may have no parameters.
  virtual std::shared_ptr<torch::nn::Module> meta_model() = 0;

  /// The training batch of `step`; `index` > 0 gives additional batches for estimators that unroll several steps.
  virtual Batch training_batch(std::int64_t step, std::int64_t index) = 0;

  /// The validation (meta) batch of `step`.
  virtual Batch validation_batch(std::int64_t step) = 0;

  /// ℓ_T, a scalar. Gradient reaches θ and λ.
  virtual torch::Tensor training_loss(const Batch& batch) = 0;

  /// ℓ_V, a scalar. Gradient reaches θ, and λ if TaskTraits::validation_sees_lambda.
  virtual torch::Tensor validation_loss(const Batch& batch) = 0;

  /// Scores the current model; called without gradient; the caller restores modes and buffers.
  virtual Metrics evaluate() = 0;

  /// The name of the metric that is the score; larger is better.
  virtual std::string score_name() const = 0;

  /// What sets the task apart from the usual case, e.g. `return {.validation_sees_lambda = true};`.
  virtual TaskTraits traits() const { return {}; }
};

}  // namespace evograd
