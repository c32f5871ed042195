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

/// What a task trains its backbone on before the run proper: classification of base classes, masked language modelling.
///
/// The host minimises loss() over the parameters of model() for the steps that [pretrain] names, keeps the backbone's
/// parameters and buffers and throws the rest away. It depends on the run's seed through nothing but a split that the
/// seed draws and identity() tells: runs of one split start from the same backbone, whatever their seed or estimator.
class EVOGRAD_API Pretraining {
 public:
  virtual ~Pretraining() = default;

  /// The backbone with a head for the purpose: what is trained. Never null.
  virtual std::shared_ptr<torch::nn::Module> model() = 0;

  /// The loss of `step`, a scalar whose gradient reaches model(). It takes its own batch, a function of the key that it
  /// was made with and the step; layers draw from LibTorch's global generator, which the host seeds. Inputs go to the
  /// device and dtype of the model's parameters.
  virtual torch::Tensor loss(std::int64_t step) = 0;

  /// All that the losses depend on besides the backbone, the key and the number of steps, as text: data, split, batch
  /// size, augmentation. The host keeps a trained backbone for runs whose text is the same, and for no others.
  virtual std::string identity() const = 0;

  /// How good the model is, for the log; called without gradient, modes put back by the caller.
  virtual Metrics evaluate() { return {}; }
};

/// What a task derives from as well where its backbone can be trained before the run, as [pretrain] asks.
class EVOGRAD_API Pretrainable {
 public:
  virtual ~Pretrainable();

  /// What `backbone`, the one given to Task::build(), is trained on; null where the task's options leave nothing to
  /// train it on. Batches and initial values come from `key`, which is the same for every seed of the run.
  virtual std::unique_ptr<Pretraining> pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) = 0;
};

}  // namespace evograd
