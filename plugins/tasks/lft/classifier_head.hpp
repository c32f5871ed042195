#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <vector>

namespace lft {

/// Logits [B, classes] of features, averaged over positions if they are maps: linear - ReLU - linear - ReLU - linear,
/// all hidden layers as wide as the features have channels; the auxiliary classifier of the LFT reference.
class ClassifierHead : public torch::nn::Module {
 public:
  ClassifierHead(const std::vector<std::int64_t>& feature_shape, std::int64_t classes);
  torch::Tensor forward(const torch::Tensor& features);

 private:
  torch::nn::Linear first_;
  torch::nn::Linear second_;
  torch::nn::Linear third_;
};

}  // namespace lft
