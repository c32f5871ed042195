#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"

namespace backbones {

using namespace evograd;

/// The two kinds of blocks.
enum class BlockKind {
  basic,       ///< two 3x3 convolutions
  bottleneck,  ///< 1x1, 3x3 and 1x1 convolutions; the last gives four times the channels
};

/// The number of output channels of a block as a multiple of its own channels.
std::int64_t expansion(BlockKind kind);

/// y = max(branch(x) + shortcut(x), 0); the branch is convolutions, each with a batch norm, ReLUs between them.
///
/// The tap is after the branch's last norm and, if the shape changes and the shortcut is a 1x1 convolution with a norm,
/// also after that norm; otherwise the shortcut is x. The stride is that of the 3x3 convolution (the first of a basic
/// block). If `recompute` is set, the backward pass recomputes the branch, of which then only x is saved.
/// x [B, inputs, H, W], y [B, outputs(), ceil(H/stride), ceil(W/stride)].
/// Citation: K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, CVPR 2016.
class ResidualBlock : public torch::nn::Module {
 public:
  /// `name` is the prefix of the sites, such as "layer1.0".
  ResidualBlock(BlockKind kind, std::int64_t inputs, std::int64_t channels, std::int64_t stride, bool recompute,
                std::string name);

  torch::Tensor forward(const torch::Tensor& x, Tap& tap);

  /// In the order of the forward pass.
  std::vector<std::string> sites() const;
  std::int64_t outputs() const { return outputs_; }

 private:
  torch::Tensor branch(const torch::Tensor& x);
  torch::Tensor recomputed_branch(const torch::Tensor& x);
  void add(std::int64_t inputs, std::int64_t outputs, std::int64_t side, std::int64_t stride);
  torch::Tensor shortcut(const torch::Tensor& x, Tap& tap);

  std::string name_;
  bool recompute_;
  std::int64_t outputs_;
  std::vector<torch::nn::Conv2d> convolutions_;
  std::vector<torch::nn::BatchNorm2d> norms_;
  torch::nn::Conv2d shortcut_convolution_{nullptr};
  torch::nn::BatchNorm2d shortcut_norm_{nullptr};
};

}  // namespace backbones
