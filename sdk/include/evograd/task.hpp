#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "evograd/backbone.hpp"
#include "evograd/batch.hpp"
#include "evograd/export.hpp"
#include "evograd/metrics.hpp"
#include "evograd/random.hpp"

namespace evograd {

/// Which of the two updates of a step comes first.
enum class StepOrder { meta_first, base_first };

/// The two losses of a bilevel problem.
enum class LossKind { training, validation };

/// What the host tells a task before anything else is asked of it.
struct TaskContext {
  RandomKey randomness{0};        ///< the run's key; a task folds its own stream names into it
  std::filesystem::path folder;   ///< relative data paths are relative to this folder
  std::int64_t steps = 0;         ///< of the run, for schedules
  double base_learning_rate = 0;  ///< η of the first base update
  std::function<void(const std::string&)> log = [](auto&) {};  ///< one line for the user
};

/// What holds for a task as a whole; read once, after build(). The defaults are the usual case.
struct TaskTraits {
  bool validation_sees_lambda = false;      ///< ℓ_V depends on λ itself, not only through θ
  bool twice_differentiable = true;         ///< false where a module has no double backward
  StepOrder order = StepOrder::meta_first;  ///< that of the reference implementation; a manifest may override it
  /// Whether the two batch functions may run on another thread while losses and updates of an earlier step are
  /// computed: they share nothing with these that either of them writes. Never while evaluate() runs.
  bool batches_on_another_thread = false;
  /// Which metric decides which evaluation of a run is its result, the larger the better, e.g. the score on a
  /// development part. Empty: the last evaluation is the result.
  std::string selection{};
};

/// Data, losses, heads and meta-model of one application: what is learned and what is meta-learned.
///
/// Life: constructed with its options → open() → input() → build() → the rest, in any order. The host moves the modules
/// to device and dtype after build() and makes their parameters views of one flat buffer. Losses are computed in
/// training mode. A loss may read θ through model() and λ through meta_model(), e.g. for a penalty on the weights;
/// where the task is AfterNetwork only network_terms() may.
///
/// Purity: batches are functions of (key, step, index) alone; losses are functions of the modules' present parameters
/// and buffers, the batch and LibTorch's global generator, which the problem seeds. Losses must not draw randomness
/// elsewhere, nor write to parameters.
///
/// λ acts inside the network or before it, unless the task derives from AfterNetwork (loss weighting) as well. What
/// else a task may offer is an interface of its own likewise: HeadSplit, Pretrainable, Predictor,
/// MetaParameterPictures.
class EVOGRAD_API Task {
 public:
  virtual ~Task();

  /// Reads data, makes splits. Throws Error naming the file and the remedy.
  virtual void open(const TaskContext& context) = 0;

  /// What the backbone will be fed.
  virtual InputSpecification input() const = 0;

  /// Adds the heads to `backbone` and makes the meta-model. Initial parameters come from the global generator, which
  /// the host has seeded.
  virtual void build(std::shared_ptr<Backbone> backbone) = 0;

  /// The trained network: its parameters are θ. Never null after build().
  virtual std::shared_ptr<torch::nn::Module> model() = 0;

  /// What is meta-learned: its parameters are λ. Never null after build(); it may have no parameters.
  virtual std::shared_ptr<torch::nn::Module> meta_model() = 0;

  /// The training batch of `step`; `index` > 0 gives further ones for estimators that unroll several steps.
  virtual Batch training_batch(std::int64_t step, std::int64_t index) = 0;

  /// The validation (meta) batch of `step`.
  virtual Batch validation_batch(std::int64_t step) = 0;

  /// ℓ_T, a scalar. Gradient reaches θ and λ.
  virtual torch::Tensor training_loss(const Batch& batch) = 0;

  /// ℓ_V, a scalar. Gradient reaches θ, and λ where TaskTraits::validation_sees_lambda.
  virtual torch::Tensor validation_loss(const Batch& batch) = 0;

  /// Scores the present model; called without gradient, with modes and buffers put back by the caller.
  virtual Metrics evaluate() = 0;

  /// Which of the metrics is the score, the larger the better.
  virtual std::string score_name() const = 0;

  virtual TaskTraits traits() const { return {}; }
};

}  // namespace evograd
