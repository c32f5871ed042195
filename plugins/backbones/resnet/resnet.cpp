#include "resnet.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <array>
#include <utility>

#include "networks/input_shape.hpp"
#include "networks/max_pool.hpp"
#include "networks/recomputed_block.hpp"

namespace backbones {
namespace {

constexpr std::int64_t reduction = 32;  // of a side: stem, pooling and three stages by two each, rounded up

struct Architecture {
  std::int64_t depth;
  BlockKind kind;
  std::array<std::int64_t, 4> blocks;
};

constexpr std::array<Architecture, 4> architectures{{{10, BlockKind::basic, {1, 1, 1, 1}},
                                                     {18, BlockKind::basic, {2, 2, 2, 2}},
                                                     {34, BlockKind::basic, {3, 4, 6, 3}},
                                                     {50, BlockKind::bottleneck, {3, 4, 6, 3}}}};

const Architecture* find(std::int64_t depth) {
  for (const auto& architecture : architectures) {
    if (architecture.depth == depth) return &architecture;
  }
  return nullptr;
}

Constraint known_depth() {
  return {
      "10, 18, 34 or 50", [](const OptionValue& value) { return find(std::get<std::int64_t>(value)) != nullptr; }, {}};
}

torch::nn::Conv2d first_convolution(const InputSpecification& input, std::int64_t outputs) {
  const auto channels = networks::image_shape(input, "resnet").channels;
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, outputs, 7).stride(2).padding(3).bias(false));
}

}  // namespace

Schema<ResNetOptions> ResNetOptions::schema() {
  using O = ResNetOptions;
  return {{"depth", &O::depth, known_depth(), "number of layers with weights, including the head"},
          {"base_width", &O::base_width, at_least(1),
           "channels of the first stage; each following stage has twice as many"},
          {"features", &O::features, one_of({"pooled", "map"}),
           "averages of the last map, or the map itself, for heads that compare positions"},
          {"recompute", &O::recompute, any_value(), networks::recompute_sentence()}};
}

ResNet::ResNet(const Options& options, const InputSpecification& input)
    : pooled_(options.features == "pooled"),
      recompute_(options.recompute),
      conv1_(first_convolution(input, options.base_width)),
      bn1_(options.base_width) {
  register_module("conv1", conv1_);
  register_module("bn1", bn1_);
  const auto& architecture = *find(options.depth);
  auto outputs = options.base_width;
  for (std::size_t stage = 0; stage < architecture.blocks.size(); ++stage) {
    const auto layer = fmt::format("layer{}", stage + 1);
    const auto list = register_module(layer, torch::nn::ModuleList());
    for (std::int64_t i = 0; i < architecture.blocks[stage]; ++i) {
      const std::int64_t stride = stage > 0 && i == 0 ? 2 : 1;
      blocks_.push_back(std::make_shared<ResidualBlock>(architecture.kind, outputs, options.base_width << stage, stride,
                                                        options.recompute, fmt::format("{}.{}", layer, i)));
      list->push_back(blocks_.back());
      outputs = blocks_.back()->outputs();
    }
  }
  feature_shape_ = {outputs};
  if (!pooled_) {
    for (const auto side : {input.shape[1], input.shape[2]}) {
      feature_shape_.push_back((side + reduction - 1) / reduction);
    }
  }
  for (const auto& module : modules(/*include_self=*/false)) {
    if (auto* convolution = module->as<torch::nn::Conv2d>()) {
      torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanOut, torch::kReLU);
    }
  }
}

std::vector<std::string> ResNet::sites() const {
  std::vector<std::string> names;
  for (const auto& block : blocks_) {
    for (auto& site : block->sites()) names.push_back(std::move(site));
  }
  return names;
}

torch::Tensor ResNet::stem(const torch::Tensor& images) {
  auto hidden = conv1_->forward(images);
  hidden = bn1_->forward(hidden);
  hidden = networks::max_pool(hidden, 3, 2, 1);
  return hidden.relu_();  // after the pooling: the same values and derivatives as before it, on a quarter of the data
}

torch::Tensor ResNet::forward(const torch::Tensor& input, Tap& tap) {
  auto hidden = recompute_ ? networks::recomputed_block(
                                 {conv1_.get(), bn1_.get()}, input,
                                 [this](const torch::Tensor& images) { return stem(images); }, /*draws=*/false)
                           : stem(input);
  for (const auto& block : blocks_) hidden = block->forward(hidden, tap);
  return pooled_ ? hidden.mean({2, 3}) : hidden;
}

}  // namespace backbones
