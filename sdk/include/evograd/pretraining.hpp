#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "evograd/backbone.hpp"
#include "evograd/export.hpp"
#include "evograd/metrics.hpp"
#include "evograd/random.hpp"

namespace evograd {

/// The problem on which a task pre-trains its backbone: classification of base classes, masked language modelling.
///
/// The host minimises loss() over the parameters of model() for the number of steps in [pretrain], keeps the backbone's
/// parameters and buffers and discards the rest. It depends on the run's seed only through a split that the seed draws
/// and that identity() includes: runs with the same split start from the same backbone, whatever their seed or
/// estimator.
class EVOGRAD_API Pretraining {
 public:
  virtual ~Pretraining() = default;

  /// The trained model: the backbone with a head for this purpose. Never null.
  virtual std::shared_ptr<torch::nn::Module> model() = 0;

  /// The loss of `step`, a scalar whose gradient reaches model(). It draws its own batch, a function of the step and of
  /// the key that it was created with; layers draw from LibTorch's global generator, which the host seeds. It moves
  /// inputs to the device and dtype of the model's parameters.
  virtual torch::Tensor loss(std::int64_t step) = 0;

  /// Everything the losses depend on besides the backbone, the key and the number of steps, as a string: data, split,
  /// batch size, augmentation. The host reuses a trained backbone only for runs with the same string.
  virtual std::string identity() const = 0;

  /// Scores the model, for the log; called without gradient; the caller restores modes.
  virtual Metrics evaluate() { return {}; }
};

/// A pre-training derives from this as well if its losses are sums over the rows of their batch. The processes of a run
/// then share the examples of each batch; otherwise rank 0 pre-trains alone.
class EVOGRAD_API DivisiblePretraining {
 public:
  virtual ~DivisiblePretraining();

  /// The contribution of part `part` of `parts` of the batch to Pretraining::loss() of `step`, a scalar: the
  /// contributions of all parts add up to the loss. Gradient as of the loss.
  virtual torch::Tensor partial_loss(std::int64_t step, std::int64_t part, std::int64_t parts) = 0;
};

/// A task derives from this as well if its backbone can be pre-trained, as [pretrain] requests.
class EVOGRAD_API Pretrainable {
 public:
  virtual ~Pretrainable();

  /// The pre-training problem of `backbone`, the one given to Task::build(); null if the task's options leave no data
  /// for it. Batches and initial values come from `key`, which is the same for every seed of the run.
  virtual std::unique_ptr<Pretraining> pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) = 0;
};

}  // namespace evograd
