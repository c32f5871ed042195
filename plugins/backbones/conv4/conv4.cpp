#include "conv4.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <cmath>
#include <utility>

#include "networks/in_place.hpp"
#include "networks/input_shape.hpp"
#include "networks/max_pool.hpp"

namespace backbones {
namespace {

constexpr std::int64_t pooling_blocks = 4;

Constraint four_or_six() {
  return {"4 or 6",
          [](const OptionValue& value) {
            const auto depth = std::get<std::int64_t>(value);
            return depth == 4 || depth == 6;
          },
          {}};
}

}  // namespace

Schema<Conv4Options> Conv4Options::schema() {
  return {{"depth", &Conv4Options::depth, four_or_six(), "number of blocks; the fifth and sixth do not pool"},
          {"channels", &Conv4Options::channels, at_least(1), "channels of every block"}};
}

Conv4::Conv4(const Options& options, const InputSpecification& input) {
  auto map = networks::image_shape(input, "conv4");
  for (std::int64_t i = 1; i <= options.depth; ++i) {
    const auto name = fmt::format("block{}", i);
    const bool pooled = i <= pooling_blocks && map.height >= 2 && map.width >= 2;
    Block block{name + ".bn", torch::nn::Conv2d(torch::nn::Conv2dOptions(map.channels, options.channels, 3).padding(1)),
                torch::nn::BatchNorm2d(options.channels), pooled};
    torch::nn::init::normal_(block.convolution->weight, 0,
                             std::sqrt(2.0 / (9.0 * static_cast<double>(options.channels))));
    const auto module = register_module(name, std::make_shared<torch::nn::Module>());
    module->register_module("conv", block.convolution);
    module->register_module("bn", block.norm);
    blocks_.push_back(std::move(block));
    map = {options.channels, pooled ? map.height / 2 : map.height, pooled ? map.width / 2 : map.width};
  }
  feature_shape_ = {map.channels, map.height, map.width};
}

std::vector<std::string> Conv4::sites() const {
  std::vector<std::string> names;
  for (const auto& block : blocks_) names.push_back(block.site);
  return names;
}

torch::Tensor Conv4::forward(const torch::Tensor& input, Tap& tap) {
  // Reuses one handle, so that without a graph each activation is freed once the next one exists. ReLU after pooling
  // gives the same values and derivatives as before it, on a quarter of the data.
  auto hidden = input;
  for (auto& block : blocks_) {
    hidden = block.convolution->forward(hidden);
    hidden = block.norm->forward(hidden);
    hidden = tap(block.site, hidden);
    if (block.pooled) {
      hidden = networks::max_pool(hidden, 2);
      hidden.relu_();
    } else {
      hidden = networks::relu(std::move(hidden));
    }
  }
  return hidden;
}

}  // namespace backbones
