#include "wide_resnet.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include "networks/input_shape.hpp"
#include "networks/recomputed_block.hpp"

namespace backbones {
namespace {

constexpr std::int64_t stages = 3;
constexpr std::int64_t stem_channels = 16;

Constraint six_n_plus_four() {
  return {"6n+4, such as 16, 22, 28 or 40",
          [](const OptionValue& value) {
            const auto depth = std::get<std::int64_t>(value);
            return depth >= 10 && depth % 6 == 4;
          },
          {}};
}

}  // namespace

Schema<WideResNetOptions> WideResNetOptions::schema() {
  return {
      {"depth", &WideResNetOptions::depth, six_n_plus_four(), "number of layers with weights"},
      {"widen_factor", &WideResNetOptions::widen_factor, between(1, 64),
       "k, the multiplier of the 16, 32 and 64 channels of the stages"},
      {"dropout", &WideResNetOptions::dropout, between(0, 0.95), "dropout probability between a block's convolutions"},
      {"recompute", &WideResNetOptions::recompute, any_value(), networks::recompute_sentence()}};
}

WideResNet::WideResNet(const Options& options, const InputSpecification& input)
    : feature_size_(stem_channels),
      conv1_(torch::nn::Conv2dOptions(networks::image_shape(input, "wide-resnet").channels, stem_channels, 3)
                 .padding(1)
                 .bias(false)) {
  register_module("conv1", conv1_);
  const auto count = (options.depth - 4) / 6;
  for (std::int64_t stage = 1; stage <= stages; ++stage) {
    const auto layer = fmt::format("layer{}", stage);
    const auto list = register_module(layer, torch::nn::ModuleList());
    const auto channels = 16 * options.widen_factor << (stage - 1);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t stride = stage > 1 && i == 0 ? 2 : 1;
      const auto site = fmt::format("{}.{}.bn2", layer, i);
      blocks_.push_back(std::make_shared<PreactivationBlock>(feature_size_, channels, stride, options.dropout,
                                                             options.recompute, site));
      list->push_back(blocks_.back());
      feature_size_ = channels;
    }
  }
  bn_ = register_module("bn", torch::nn::BatchNorm2d(feature_size_));
  for (const auto& module : modules(/*include_self=*/false)) {
    if (auto* convolution = module->as<torch::nn::Conv2d>()) {
      torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanOut);
    }
  }
}

std::vector<std::string> WideResNet::sites() const {
  std::vector<std::string> names;
  for (const auto& block : blocks_) names.push_back(block->site());
  return names;
}

torch::Tensor WideResNet::forward(const torch::Tensor& input, Tap& tap) {
  auto hidden = conv1_->forward(input);
  for (const auto& block : blocks_) hidden = block->forward(hidden, tap);
  hidden = bn_->forward(hidden);
  hidden.relu_();
  return hidden.mean({2, 3});
}

}  // namespace backbones
