#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <string>

#include "evograd/backbone.hpp"

namespace backbones {

using namespace evograd;

/// A 3x3 convolution without bias, padded to keep the size at stride 1.
torch::nn::Conv2d convolution3x3(std::int64_t inputs, std::int64_t outputs, std::int64_t stride);

/// y = max(bn2(conv2(max(bn1(conv1(x)), 0))) + shortcut(x), 0), with the tap between bn2 and the sum.
///
/// The shortcut is "option A": every stride-th row and column of x, the added channels zero, half of them on each side.
/// If `recompute` is set, the activation between bn1 and conv2 is recomputed in the backward pass instead of being
/// stored.
/// x [B, inputs, H, W], y [B, outputs, ceil(H/stride), ceil(W/stride)].
/// Citation: K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, CVPR 2016, section 4.2.
class BasicBlock : public torch::nn::Module {
 public:
  BasicBlock(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool recompute, std::string site);

  torch::Tensor forward(const torch::Tensor& x, Tap& tap);
  const std::string& site() const { return site_; }

 private:
  torch::Tensor shortcut(const torch::Tensor& x) const;

  std::int64_t added_channels_;
  std::int64_t stride_;
  bool recompute_;
  std::string site_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  torch::nn::Conv2d conv2_;
  torch::nn::BatchNorm2d bn2_;
};

}  // namespace backbones
