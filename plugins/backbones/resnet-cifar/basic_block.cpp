#include "basic_block.hpp"

#include <torch/torch.h>

#include <utility>

#include "networks/in_place.hpp"
#include "networks/recomputed_activation.hpp"

namespace backbones {

torch::nn::Conv2d convolution3x3(std::int64_t inputs, std::int64_t outputs, std::int64_t stride) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(inputs, outputs, 3).stride(stride).padding(1).bias(false));
}

BasicBlock::BasicBlock(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bool recompute, std::string site)
    : added_channels_(outputs - inputs),
      stride_(stride),
      recompute_(recompute),
      site_(std::move(site)),
      conv1_(convolution3x3(inputs, outputs, stride)),
      bn1_(outputs),
      conv2_(convolution3x3(outputs, outputs, 1)),
      bn2_(outputs) {
  register_module("conv1", conv1_);
  register_module("bn1", bn1_);
  register_module("conv2", conv2_);
  register_module("bn2", bn2_);
}

torch::Tensor BasicBlock::shortcut(const torch::Tensor& x) const {
  if (stride_ == 1 && added_channels_ == 0) return x;
  const auto before = added_channels_ / 2;
  const auto kept = x.slice(2, 0, c10::nullopt, stride_).slice(3, 0, c10::nullopt, stride_);
  return torch::constant_pad_nd(kept, {0, 0, 0, 0, before, added_channels_ - before});
}

torch::Tensor BasicBlock::forward(const torch::Tensor& x, Tap& tap) {
  // Reuses one handle, so that without a graph each activation is freed once the next one exists.
  auto hidden = conv1_->forward(x);
  if (recompute_) {
    hidden = networks::recomputed_norm_relu_convolution(hidden, bn1_, conv2_);
  } else {
    hidden = bn1_->forward(hidden);
    hidden.relu_();
    hidden = conv2_->forward(hidden);
  }
  hidden = bn2_->forward(hidden);
  hidden = tap(site_, hidden);
  hidden = networks::sum(std::move(hidden), shortcut(x));
  return hidden.relu_();
}

}  // namespace backbones
