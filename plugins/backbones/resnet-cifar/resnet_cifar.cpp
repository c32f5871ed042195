#include "resnet_cifar.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include "networks/input_shape.hpp"

namespace backbones {
namespace {

constexpr std::int64_t stages = 3;

Constraint six_n_plus_two() {
  return {"6n+2, such as 20, 32, 44 or 56",
          [](const OptionValue& value) {
            const auto depth = std::get<std::int64_t>(value);
            return depth >= 8 && depth % 6 == 2;
          },
          {}};
}

}  // namespace

Schema<ResNetCifarOptions> ResNetCifarOptions::schema() {
  return {
      {"depth", &ResNetCifarOptions::depth, six_n_plus_two(), "number of layers with weights"},
      {"width", &ResNetCifarOptions::width, between(1, 64), "multiplier of the 16, 32 and 64 channels of the stages"},
      {"recompute", &ResNetCifarOptions::recompute, any_value(),
       "recompute the activation inside each block in the backward pass: less memory, identical bits, slightly more "
       "time"}};
}

ResNetCifar::ResNetCifar(const Options& options, const InputSpecification& input)
    : feature_size_(16 * options.width),
      conv1_(convolution3x3(networks::image_shape(input, "resnet-cifar").channels, feature_size_, 1)),
      bn1_(feature_size_) {
  register_module("conv1", conv1_);
  register_module("bn1", bn1_);
  const auto count = (options.depth - 2) / 6;
  for (std::int64_t stage = 1; stage <= stages; ++stage) {
    const auto layer = fmt::format("layer{}", stage);
    const auto list = register_module(layer, torch::nn::ModuleList());
    const auto channels = 16 * options.width << (stage - 1);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t stride = stage > 1 && i == 0 ? 2 : 1;
      const auto site = fmt::format("{}.{}.bn2", layer, i);
      blocks_.push_back(std::make_shared<BasicBlock>(feature_size_, channels, stride, options.recompute, site));
      list->push_back(blocks_.back());
      feature_size_ = channels;
    }
  }
  for (const auto& module : modules(/*include_self=*/false)) {
    if (auto* convolution = module->as<torch::nn::Conv2d>()) torch::nn::init::kaiming_normal_(convolution->weight);
  }
}

std::vector<std::string> ResNetCifar::sites() const {
  std::vector<std::string> names;
  for (const auto& block : blocks_) names.push_back(block->site());
  return names;
}

torch::Tensor ResNetCifar::forward(const torch::Tensor& input, Tap& tap) {
  auto hidden = conv1_->forward(input);
  hidden = bn1_->forward(hidden);
  hidden.relu_();
  for (const auto& block : blocks_) hidden = block->forward(hidden, tap);
  return hidden.mean({2, 3});
}

}  // namespace backbones
