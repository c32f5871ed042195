#include "preactivation_block.hpp"

#include <torch/torch.h>

#include <utility>

#include "networks/in_place.hpp"
#include "networks/recomputed_block.hpp"

namespace backbones {
namespace {

torch::nn::Conv2d convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t size, std::int64_t stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(inputs, outputs, size).stride(stride).padding(size / 2).bias(false));
}

}  // namespace

PreactivationBlock::PreactivationBlock(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, double dropout,
                                       bool recompute, std::string site)
    : dropout_(dropout),
      recompute_(recompute),
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

torch::Tensor PreactivationBlock::activated(const torch::Tensor& x) { return bn1_->forward(x).relu_(); }

// Consumes its argument, so that without a graph each activation is freed once the next one exists.
torch::Tensor PreactivationBlock::convolved(torch::Tensor hidden) {
  hidden = conv1_->forward(hidden);
  return bn2_->forward(hidden);
}

torch::Tensor PreactivationBlock::forward(const torch::Tensor& x, Tap& tap) {
  torch::Tensor hidden;
  torch::Tensor shortcut = x;
  if (recompute_ && projection_.is_empty()) {
    hidden = networks::recomputed_block(
        {bn1_.get(), conv1_.get(), bn2_.get()}, x,
        [this](const torch::Tensor& input) { return convolved(activated(input)); }, /*draws=*/false);
  } else {
    hidden = activated(x);
    if (!projection_.is_empty()) shortcut = projection_->forward(hidden);
    hidden = recompute_ ? networks::recomputed_block(
                              {conv1_.get(), bn2_.get()}, hidden,
                              [this](const torch::Tensor& input) { return convolved(input); }, /*draws=*/false)
                        : convolved(std::move(hidden));
  }
  hidden = tap(site_, hidden);
  if (recompute_ && dropout_ > 0) {
    hidden = networks::recomputed_block(
        {conv2_.get()}, hidden,
        [this](const torch::Tensor& input) {
          return conv2_->forward(torch::dropout(input.relu(), dropout_, is_training()));
        },
        is_training());
  } else {
    hidden = networks::relu(std::move(hidden));
    if (dropout_ > 0) hidden = torch::dropout(hidden, dropout_, is_training());
    hidden = conv2_->forward(hidden);
  }
  return hidden.add_(shortcut);
}

}  // namespace backbones
