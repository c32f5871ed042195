#pragma once

#include "evograd/after_network.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/task.hpp"

namespace evograd::test {

/// The re-weighting problem of the golden values: six examples, a network of 4-5-3 units, a weight net of 1-4-1, no
/// random numbers. ℓ_T = Σ c_i r_i / Σ r_i with c the cross-entropies and r = V(held c or present c), double precision.
class TinyReweighting : public Task, public AfterNetwork, public DivisibleLosses {
 public:
  /// `held`: the weight net sees the cross-entropies at the point of expansion. `batch_norm`: normalises the hidden
  /// layer.
  explicit TinyReweighting(bool held, bool batch_norm = false);

  void open(const TaskContext&) override {}
  InputSpecification input() const override { return {{4}, 0}; }
  void build(std::shared_ptr<Backbone>) override {}
  std::shared_ptr<torch::nn::Module> model() override;
  std::shared_ptr<torch::nn::Module> meta_model() override;
  Batch training_batch(std::int64_t step, std::int64_t index) override;
  Batch validation_batch(std::int64_t step) override;
  torch::Tensor network_terms(const Batch& batch) override;
  torch::Tensor reduce(const torch::Tensor& terms, const Batch& batch, const torch::Tensor& held) override;
  bool holds_context() const override { return held_; }
  torch::Tensor held_context(const torch::Tensor& terms, const Batch& batch) override;
  torch::Tensor training_loss(const Batch& batch) override { return evaluate_training_loss(batch).loss; }
  torch::Tensor validation_loss(const Batch& batch) override;
  Metrics evaluate() override { return {{"score", 0}}; }
  std::string score_name() const override { return "score"; }

  /// The weights r of the six examples whose cross-entropies are `terms`.
  torch::Tensor weights(const torch::Tensor& terms);

 private:
  struct Network;
  struct WeightNet;
  bool held_;
  std::shared_ptr<Network> network_;
  std::shared_ptr<WeightNet> weight_net_;
};

}  // namespace evograd::test
