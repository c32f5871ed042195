#include "weight_net.hpp"

#include <torch/torch.h>

namespace evograd::meta_weight_net {

WeightNet::WeightNet(std::int64_t hidden) : hidden_(1, hidden), output_(hidden, 1) {
  register_module("hidden", hidden_);
  register_module("output", output_);
}

torch::Tensor WeightNet::forward(const torch::Tensor& losses) {
  return output_->forward(hidden_->forward(losses.unsqueeze(1)).relu_()).sigmoid().squeeze(1);
}

torch::Tensor weighted_loss(const torch::Tensor& losses, const torch::Tensor& weights, Normalization normalization) {
  if (normalization == Normalization::mean) return (weights * losses).mean();
  const auto total = weights.sum();
  // A total of 0 is replaced by 1 without a branch, which would wait for the device.
  return (weights * losses).sum() / (total + total.detach().eq(0));
}

}  // namespace evograd::meta_weight_net
