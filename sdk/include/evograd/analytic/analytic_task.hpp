#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include "evograd/task.hpp"

namespace evograd::analytic {

/// A bilevel problem in closed form for testing estimators: no data, no backbone, double precision, a known
/// hypergradient. open() and build(nullptr) may be omitted.
class EVOGRAD_API AnalyticTask : public Task {
 public:
  /// d/dλ ℓ_V(θ − η ∇_θ ℓ_T(θ, λ)) at the current θ and λ, [H] in the order of meta_model()'s parameters, without
  /// padding.
  virtual torch::Tensor one_step_hypergradient(double learning_rate) = 0;

  void open(const TaskContext&) override {}
  InputSpecification input() const override { return {{1}, 0}; }
  void build(std::shared_ptr<Backbone>) override {}
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_model_; }
  Batch training_batch(std::int64_t, std::int64_t) override { return {}; }
  Batch validation_batch(std::int64_t) override { return {}; }
  /// The validation loss, negated.
  Metrics evaluate() override;
  std::string score_name() const override { return "negative_validation_loss"; }

 protected:
  /// Where a derived class registers θ.
  std::shared_ptr<torch::nn::Module> model_ = std::make_shared<torch::nn::Module>("model");
  /// Where a derived class registers λ.
  std::shared_ptr<torch::nn::Module> meta_model_ = std::make_shared<torch::nn::Module>("meta_model");
};

}  // namespace evograd::analytic
