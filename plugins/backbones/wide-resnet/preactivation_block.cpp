#include "preactivation_block.hpp"

#include <torch/torch.h>

#include <utility>

#include "networks/in_place.hpp"

namespace backbones {
namespace {

torch::nn::Conv2d convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t size, std::int64_t stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(inputs, outputs, size).stride(stride).padding(size / 2).bias(false));
}

}  // namespace

PreactivationBlock::PreactivationBlock(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, double dropout,
                                       std::string site)
    : dropout_(dropout),
      site_(std::move(site)),
      bn1_(inputs),
      conv1_(convolution(inputs, outputs, 3, stride)),
      bn2_(outputs),
      conv2_(convolution(outputs, outputs, 3, 1)) {
  register_module("bn1", bn1_);
  register_module("conv1", conv1_);
  register_module("bn2", bn2_);
  register_module("conv2", conv2_);
  if (inputs != outputs) projection_ = register_module("projection", convolution(inputs, outputs, 1, stride));
}

torch::Tensor PreactivationBlock::forward(const torch::Tensor& x, Tap& tap) {
  auto hidden = bn1_->forward(x);
  hidden.relu_();
  const auto shortcut = projection_.is_empty() ? x : projection_->forward(hidden);
  hidden = conv1_->forward(hidden);
  hidden = bn2_->forward(hidden);
  hidden = tap(site_, hidden);
  hidden = networks::relu(std::move(hidden));
  if (dropout_ > 0) hidden = torch::dropout(hidden, dropout_, is_training());
  hidden = conv2_->forward(hidden);
  return hidden.add_(shortcut);
}

}  // namespace backbones
