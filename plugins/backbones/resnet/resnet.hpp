#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"
#include "residual_block.hpp"

namespace backbones {

using namespace evograd;

struct ResNetOptions {
  std::int64_t depth = 18;
  std::int64_t base_width = 64;
  std::string features = "pooled";
  bool recompute = false;

  static Schema<ResNetOptions> schema();
};

/// The residual network for large images: conv 7x7/2 (w), batch norm, ReLU, max pooling 3x3/2, four stages of blocks
/// with w, 2w, 4w, 8w channels, each except the first at half the resolution of the previous one; w is the base width.
///
/// Input [B, C, H, W] of any size; features [B, 8w], or [B, 8w, ceil(H/32), ceil(W/32)] with features = "map"; 32w
/// instead of 8w for depth 50, whose blocks are bottlenecks. Parameters: ResNet-10 4,905,792, ResNet-18 11,176,512,
/// ResNet-34 21,284,672, ResNet-50 23,508,032. Sites: "layer1.0.bn2" ("bn3" in bottlenecks), after each block's last
/// norm, and "layer2.0.shortcut.bn", after the norm of each shortcut that has one. Convolutions start N(0, 2/(k²
/// outputs)) from the global generator; the forward pass does not draw random numbers. Works in any memory format.
/// With `recompute` the backward pass repeats the stem and each branch, between which one map per block is saved.
/// Citation: K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, CVPR 2016.
class ResNet : public Backbone {
 public:
  using Options = ResNetOptions;

  /// `options` as parsed by the schema. Throws Error if the input is not images.
  ResNet(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  std::vector<std::string> sites() const override;

 private:
  torch::Tensor stem(const torch::Tensor& images);

  bool pooled_;
  bool recompute_;
  std::vector<std::int64_t> feature_shape_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  std::vector<std::shared_ptr<ResidualBlock>> blocks_;
};

}  // namespace backbones
