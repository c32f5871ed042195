#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"

namespace backbones {

using namespace evograd;

struct Conv4Options {
  std::int64_t depth = 4;
  std::int64_t channels = 64;

  static Schema<Conv4Options> schema();
};

/// The convolutional network of few-shot learning: blocks of conv 3x3 (with bias), batch norm, ReLU and, in the first
/// four, max pooling by two.
///
/// Input [B, C, H, W], features [B, channels, h, w]: a side is halved, rounded down, in each of the first four blocks
/// whose input has at least two pixels in both directions; smaller maps are not pooled. Sites "block1.bn" …: after each
/// block's norm, before its ReLU. Weights start N(0, 2/(9 channels)) from the global generator; the forward pass does
/// not draw random numbers. Works in any memory format. Citation: O. Vinyals et al., Matching networks for one shot
/// learning, NeurIPS 2016; the form with six blocks, initial values and sites: H.-Y. Tseng et al., Cross-domain
/// few-shot classification via learned feature-wise transformation, ICLR 2020.
class Conv4 : public Backbone {
 public:
  using Options = Conv4Options;

  /// `options` as parsed by the schema. Throws Error if the input is not images.
  Conv4(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  std::vector<std::string> sites() const override;

 private:
  struct Block {
    std::string site;
    torch::nn::Conv2d convolution;
    torch::nn::BatchNorm2d norm;
    bool pooled;
  };

  std::vector<Block> blocks_;
  std::vector<std::int64_t> feature_shape_;
};

}  // namespace backbones
