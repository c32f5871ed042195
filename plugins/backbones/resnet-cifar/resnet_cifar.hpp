#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "basic_block.hpp"
#include "evograd/backbone.hpp"
#include "evograd/options.hpp"

namespace backbones {

using namespace evograd;

struct ResNetCifarOptions {
  std::int64_t depth = 32;
  std::int64_t width = 1;
  bool recompute = false;

  static Schema<ResNetCifarOptions> schema();
};

/// The residual network for small images: conv 3x3 (16w), three stages of n basic blocks with 16w, 32w, 64w channels,
/// the later two at half the resolution each, global average; depth 6n+2, w the width.
///
/// Input [B, C, H, W], features [B, 64w]. ResNet-32 has 464,154 parameters with a head for ten classes, 1,849,898 at w
/// = 2, 7,386,186 at w = 4. Sites "layer1.0.bn2" … "layer3.{n-1}.bn2": after each block's second batch norm.
/// Convolutions start Kaiming-normal (fan in) from the global generator; the forward pass does not draw random numbers.
/// Works in any memory format. Citation: K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition,
/// CVPR 2016.
class ResNetCifar : public Backbone {
 public:
  using Options = ResNetCifarOptions;

  /// `options` as parsed by the schema. Throws Error if the input is not images.
  ResNetCifar(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return {feature_size_}; }
  std::vector<std::string> sites() const override;

 private:
  std::int64_t feature_size_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  std::vector<std::shared_ptr<BasicBlock>> blocks_;
};

}  // namespace backbones
