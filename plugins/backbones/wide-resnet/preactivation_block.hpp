#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <string>

#include "evograd/backbone.hpp"

namespace backbones {

using namespace evograd;

/// y = conv2(dropout(a2)) + shortcut, with a1 = max(bn1(x), 0), a2 = max(bn2(conv1(a1)), 0); the tap is right after
/// bn2.
///
/// If `recompute` is set, the backward pass repeats what precedes the tap and, with dropout, what follows it.
/// The shortcut is x, or a 1x1 convolution of a1 if the number of channels changes. x [B, inputs, H, W], y [B, outputs,
/// ceil(H/stride), ceil(W/stride)]. Citation: S. Zagoruyko, N. Komodakis, Wide residual networks, BMVC 2016.
class PreactivationBlock : public torch::nn::Module {
 public:
  PreactivationBlock(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, double dropout, bool recompute,
                     std::string site);

  torch::Tensor forward(const torch::Tensor& x, Tap& tap);
  const std::string& site() const { return site_; }

 private:
  torch::Tensor activated(const torch::Tensor& x);
  torch::Tensor convolved(torch::Tensor hidden);

  double dropout_;
  bool recompute_;
  std::string site_;
  torch::nn::BatchNorm2d bn1_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn2_;
  torch::nn::Conv2d conv2_;
  torch::nn::Conv2d projection_{nullptr};  // only where the number of channels changes
};

}  // namespace backbones
