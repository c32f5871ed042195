#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"
#include "preactivation_block.hpp"

namespace backbones {

using namespace evograd;

struct WideResNetOptions {
  std::int64_t depth = 28;
  std::int64_t widen_factor = 10;
  double dropout = 0;
  bool recompute = false;

  static Schema<WideResNetOptions> schema();
};

/// The wide residual network: conv 3x3 (16), three stages of n pre-activation blocks with 16k, 32k, 64k channels, the
/// later two at half the resolution each, batch norm, ReLU, global average; depth 6n+4, k is the widen factor.
///
/// Input [B, C, H, W], features [B, 64k]. WRN-28-10 has 36,479,194 parameters with a head for ten classes. Sites
/// "layer1.0.bn2" … "layer3.{n-1}.bn2": after each block's second batch norm, before its ReLU. Convolutions start
/// Kaiming-normal (fan out) from the global generator; dropout draws its masks from it in training mode.
/// Citation: S. Zagoruyko, N. Komodakis, Wide residual networks, BMVC 2016.
class WideResNet : public Backbone {
 public:
  using Options = WideResNetOptions;

  /// `options` as parsed by the schema. Throws Error if the input is not images.
  WideResNet(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return {feature_size_}; }
  std::vector<std::string> sites() const override;

 private:
  std::int64_t feature_size_;
  torch::nn::Conv2d conv1_;
  std::vector<std::shared_ptr<PreactivationBlock>> blocks_;
  torch::nn::BatchNorm2d bn_{nullptr};
};

}  // namespace backbones
