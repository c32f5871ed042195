#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"

namespace backbones {

using namespace evograd;

/// LeNet-5 with ReLU and max pooling: conv 5x5 (6, padding 2), pool 2, conv 5x5 (16), pool 2, linear 120, linear 84.
///
/// Input [B, C, H, W] with H, W >= 12, features [B, 84]. 61,706 parameters with a head for ten classes on 1x28x28.
/// Sites "conv1", "conv2", "fc1", "fc2": each layer's output before pooling and ReLU. Draws initial weights (torch's
/// default) from the global generator; the forward pass does not draw random numbers. Citation: Y. LeCun, L. Bottou, Y.
/// Bengio, P. Haffner, Gradient-based learning applied to document recognition, Proceedings of the IEEE, 1998.
class LeNet : public Backbone {
 public:
  using Options = NoOptions;

  /// Throws Error if the input is not images of at least 12x12 pixels.
  LeNet(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override;
  std::vector<std::string> sites() const override { return {"conv1", "conv2", "fc1", "fc2"}; }

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::Conv2d conv2_;
  torch::nn::Linear fc1_;
  torch::nn::Linear fc2_;
};

}  // namespace backbones
