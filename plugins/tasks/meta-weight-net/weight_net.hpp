#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>

namespace meta_weight_net {

/// V(ℓ) = sigmoid(W₂ max(W₁ ℓ + b₁, 0) + b₂): the weight of an example as a learned function of its loss.
///
/// H = 3 hidden + 1 parameters, torch's default initialisation from the global generator.
/// Citation: J. Shu et al., Meta-Weight-Net: learning an explicit mapping for sample weighting, NeurIPS 2019.
class WeightNet : public torch::nn::Module {
 public:
  explicit WeightNet(std::int64_t hidden);

  /// Weights [B] in (0, 1) of `losses` [B].
  torch::Tensor forward(const torch::Tensor& losses);

 private:
  torch::nn::Linear hidden_;
  torch::nn::Linear output_;
};

/// The normalization of weighted losses.
enum class Normalization { sum, mean };

/// Σ v_i ℓ_i / Σ v_i, or Σ v_i ℓ_i / B, of `losses` ℓ and `weights` v, both [B]. 0 if all weights are 0. Gradient
/// reaches both, also through the denominator.
torch::Tensor weighted_loss(const torch::Tensor& losses, const torch::Tensor& weights, Normalization normalization);

}  // namespace meta_weight_net
