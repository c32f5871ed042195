#include "weight_net.hpp"

#include <torch/torch.h>

namespace meta_weight_net {

WeightNet::WeightNet(std::int64_t hidden) : hidden_(1, hidden), output_(hidden, 1) {
  register_module("hidden", hidden_);
  register_module("output", output_);
}

torch::Tensor WeightNet::forward(const torch::Tensor& losses) {
  return output_->forward(hidden_->forward(losses.unsqueeze(1)).relu_()).sigmoid().squeeze(1);
}

torch::Tensor weighted_loss(const torch::Tensor& losses, const torch::Tensor& weights, Normalization normalization) {
  if (normalization == Normalization::mean) return (weights * losses).mean();
  // The quotient does not change if all weights are divided by the same number. Nothing keeps the weights from becoming
  // very small, and the squared total in the derivative would then be 0 in float. A 0 is replaced by 1 without a
  // branch, which would wait for the device.
  const auto largest = weights.detach().max();
  const auto scaled = weights / (largest + largest.eq(0));
  const auto total = scaled.sum();
  return (scaled * losses).sum() / (total + total.detach().eq(0));
}

}  // namespace meta_weight_net
