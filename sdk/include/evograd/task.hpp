#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/batch.hpp"
#include "evograd/export.hpp"
#include "evograd/meta_parameter_picture.hpp"
#include "evograd/metrics.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/random.hpp"

namespace evograd {

/// Where λ enters the training loss.
enum class MetaPlacement {
  after_network,   ///< ℓ_T = F(terms(θ), λ): the network's terms do not see λ (loss weighting)
  inside_network,  ///< λ acts in or before the network (feature transformation, learned augmentation)
};

/// Which of the two updates of a step comes first.
enum class StepOrder { meta_first, base_first };

/// The two losses of a bilevel problem.
enum class LossKind { training, validation };

/// What the host tells a task before anything else is asked of it.
struct TaskContext {
  RandomKey randomness{0};       ///< the run's key; a task folds its own stream names into it
  std::filesystem::path folder;  ///< relative data paths are relative to this folder
  std::int64_t steps = 0;        ///< of the run, for schedules
  std::function<void(const std::string&)> log = [](auto&) {};  ///< one line for the user
};

/// Data, losses, heads and meta-model of one application: what is learned and what is meta-learned.
///
/// Life: constructed with its options → open() → input() → build() → pretraining() where the manifest asks for it → the
/// rest, in any order. The host moves the modules to device and dtype after build() and makes their parameters views of
/// one flat buffer.
///
/// Purity: batches are functions of (key, step, index) alone; losses are functions of the modules' present parameters
/// and buffers, the batch and LibTorch's global generator, which the problem seeds. Losses must not draw randomness
/// elsewhere.
class EVOGRAD_API Task {
 public:
  virtual ~Task() = default;

  /// Reads data, makes splits. Throws Error naming the file and the remedy.
  virtual void open(const TaskContext& context) = 0;

  /// What the backbone will be fed.
  virtual InputSpecification input() const = 0;

  /// Adds the heads to `backbone` and makes the meta-model. Initial parameters come from the global generator, which
  /// the host has seeded.
  virtual void build(std::shared_ptr<Backbone> backbone) = 0;

  /// What [pretrain] trains `backbone`, the one given to build(), on before the run; null when the task knows nothing
  /// of the kind. Batches and initial values come from `key`, which is the same for every seed of the run.
  virtual std::unique_ptr<Pretraining> pretraining(std::shared_ptr<Backbone> backbone, RandomKey key);

  /// The trained network: its parameters are θ. Never null after build().
  virtual std::shared_ptr<torch::nn::Module> model() = 0;

  /// What is meta-learned: its parameters are λ. Never null after build(); it may have no parameters.
  virtual std::shared_ptr<torch::nn::Module> meta_model() = 0;

  /// The training batch of `step`; `index` > 0 gives further ones for estimators that unroll several steps.
  virtual Batch training_batch(std::int64_t step, std::int64_t index) = 0;

  /// The validation (meta) batch of `step`.
  virtual Batch validation_batch(std::int64_t step) = 0;

  /// Whether the two functions above may run on another thread while the losses and updates of an earlier step are
  /// computed: they share nothing with these that either of them writes. Never while evaluate() runs.
  virtual bool batches_on_another_thread() const { return false; }

  /// Where λ acts. It decides which of the following functions are called.
  virtual MetaPlacement placement() const = 0;

  /// after_network: the terms of the training loss as they leave the network, e.g. one cross-entropy per example [B].
  /// Gradient reaches θ; λ must not be used.
  virtual torch::Tensor network_terms(const Batch& batch);

  /// after_network: ℓ_T, a scalar, from the `terms`. Gradient reaches λ and the terms. `held` is what held_context()
  /// returned for this step, or undefined when the task holds nothing or the estimator wants nothing held; the task
  /// then computes it from `terms`, without gradient.
  virtual torch::Tensor reduce(const torch::Tensor& terms, const Batch& batch, const torch::Tensor& held);

  /// after_network: whether held_context() is wanted. It costs at most one forward pass a step.
  virtual bool holds_context() const { return false; }

  /// after_network: what is computed once a step at the point of expansion and held fixed for every evaluation of the
  /// step, from the `terms` [..] there (detached). Detached.
  virtual torch::Tensor held_context(const torch::Tensor& terms, const Batch& batch);

  /// inside_network: ℓ_T, a scalar. Gradient reaches θ and λ. The default serves after_network tasks, and those that
  /// have a head.
  virtual torch::Tensor training_loss(const Batch& batch);

  /// ℓ_V, a scalar. Gradient reaches θ, and λ where validation_sees_meta_parameters(). The default serves tasks that
  /// have a head.
  virtual torch::Tensor validation_loss(const Batch& batch);

  /// inside_network: the beginnings of the names of the parameters that the losses meet last, ℓ = head_loss(encode()).
  /// An estimator that moves nothing but these runs the encoder once a step, however many points it looks at. Empty:
  /// the losses are not taken apart, and the next two functions are not called.
  virtual std::vector<std::string> head_parameters() const { return {}; }

  /// What the head reads of `batch`: activations, whose gradient reaches λ and the parameters outside of the head, and
  /// labels. All randomness of the losses is drawn here.
  virtual Batch encode(const Batch& batch, LossKind kind);

  /// The loss, a scalar, of what encode() made. Gradient reaches its activations and the head; λ must not be used, nor
  /// anything be drawn.
  virtual torch::Tensor head_loss(const Batch& encoded, LossKind kind);
  virtual bool validation_sees_meta_parameters() const { return false; }

  /// Whether training losses can be differentiated twice (false for modules without a double backward).
  virtual bool twice_differentiable() const { return true; }

  /// The order of the reference implementation; a manifest may override it.
  virtual StepOrder step_order() const { return StepOrder::meta_first; }

  /// Scores the present model; called without gradient, with modes and buffers put back by the caller.
  virtual Metrics evaluate() = 0;

  /// Which of the metrics is the score, the larger the better.
  virtual std::string score_name() const = 0;

  /// Which of the metrics says what evaluation of a run is its result, the larger the better: the score on a
  /// development part. Empty: the last one is.
  virtual std::string selection_name() const { return {}; }

  /// How λ looks now; called as evaluate() is, but never draws anything at random. For the report, no number of the run
  /// depends on it.
  virtual std::vector<MetaParameterPicture> meta_parameter_pictures() { return {}; }

  /// The names of a validation batch's tensors that predict() reads, in the order in which an exported network takes
  /// them. Empty: there is no such network, and predict() is not called.
  virtual std::vector<std::string> prediction_inputs() const { return {}; }

  /// What the trained network says of `inputs`, one tensor, e.g. class scores [B, classes]; in evaluation mode and
  /// without λ. What `evograd export` records as TorchScript, so its values decide no branch.
  virtual torch::Tensor predict(const Batch& inputs);
};

}  // namespace evograd
