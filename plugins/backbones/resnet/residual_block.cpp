#include "residual_block.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <memory>
#include <utility>

#include "networks/in_place.hpp"
#include "networks/recomputed_block.hpp"

namespace backbones {
namespace {

torch::nn::Conv2d convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t side, std::int64_t stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(inputs, outputs, side).stride(stride).padding(side / 2).bias(false));
}

}  // namespace

std::int64_t expansion(BlockKind kind) { return kind == BlockKind::bottleneck ? 4 : 1; }

ResidualBlock::ResidualBlock(BlockKind kind, std::int64_t inputs, std::int64_t channels, std::int64_t stride,
                             bool recompute, std::string name)
    : name_(std::move(name)), recompute_(recompute), outputs_(channels * expansion(kind)) {
  if (kind == BlockKind::basic) {
    add(inputs, channels, 3, stride);
    add(channels, channels, 3, 1);
  } else {
    add(inputs, channels, 1, 1);
    add(channels, channels, 3, stride);
    add(channels, outputs_, 1, 1);
  }
  if (stride == 1 && inputs == outputs_) return;
  const auto shortcut = register_module("shortcut", std::make_shared<torch::nn::Module>());
  shortcut_convolution_ = shortcut->register_module("conv", convolution(inputs, outputs_, 1, stride));
  shortcut_norm_ = shortcut->register_module("bn", torch::nn::BatchNorm2d(outputs_));
}

void ResidualBlock::add(std::int64_t inputs, std::int64_t outputs, std::int64_t side, std::int64_t stride) {
  const auto number = fmt::to_string(convolutions_.size() + 1);
  convolutions_.push_back(register_module("conv" + number, convolution(inputs, outputs, side, stride)));
  norms_.push_back(register_module("bn" + number, torch::nn::BatchNorm2d(outputs)));
}

std::vector<std::string> ResidualBlock::sites() const {
  std::vector<std::string> names{fmt::format("{}.bn{}", name_, norms_.size())};
  if (shortcut_convolution_) names.push_back(name_ + ".shortcut.bn");
  return names;
}

torch::Tensor ResidualBlock::shortcut(const torch::Tensor& x, Tap& tap) {
  if (!shortcut_convolution_) return x;
  auto hidden = shortcut_convolution_->forward(x);
  hidden = shortcut_norm_->forward(hidden);
  return tap(name_ + ".shortcut.bn", hidden);
}

torch::Tensor ResidualBlock::branch(const torch::Tensor& x) {
  // Reuses one handle, so that without a graph each activation is freed once the next one exists. Batch norm saves its
  // input for the backward pass, not its output, so ReLU and sum may overwrite the output.
  auto hidden = x;
  for (std::size_t i = 0; i < convolutions_.size(); ++i) {
    hidden = convolutions_[i]->forward(hidden);
    hidden = norms_[i]->forward(hidden);
    if (i + 1 < convolutions_.size()) hidden.relu_();
  }
  return hidden;
}

torch::Tensor ResidualBlock::recomputed_branch(const torch::Tensor& x) {
  std::vector<torch::nn::Module*> layers;
  for (auto& convolution : convolutions_) layers.push_back(convolution.get());
  for (auto& norm : norms_) layers.push_back(norm.get());
  return networks::recomputed_block(
      layers, x, [this](const torch::Tensor& input) { return branch(input); }, /*draws=*/false);
}

torch::Tensor ResidualBlock::forward(const torch::Tensor& x, Tap& tap) {
  auto hidden = recompute_ ? recomputed_branch(x) : branch(x);
  hidden = tap(fmt::format("{}.bn{}", name_, norms_.size()), hidden);
  hidden = networks::sum(std::move(hidden), shortcut(x, tap));
  return hidden.relu_();
}

}  // namespace backbones
