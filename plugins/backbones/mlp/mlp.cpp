#include "mlp.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "networks/in_place.hpp"
#include "networks/input_shape.hpp"

namespace backbones {

Schema<MlpOptions> MlpOptions::schema() {
  return {{"hidden", &MlpOptions::hidden, positive(), "widths of the hidden layers, from input to features"}};
}

Mlp::Mlp(const Options& options, const InputSpecification& input) : feature_size_(networks::flat_size(input, "mlp")) {
  const auto list = register_module("hidden", torch::nn::ModuleList());
  for (const auto width : options.hidden) {
    layers_.emplace_back(feature_size_, width);
    list->push_back(layers_.back());
    sites_.push_back(fmt::format("hidden.{}", sites_.size()));
    feature_size_ = width;
  }
}

torch::Tensor Mlp::forward(const torch::Tensor& input, Tap& tap) {
  auto hidden = input.flatten(1);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    hidden = layers_[i]->forward(hidden);
    hidden = tap(sites_[i], hidden);
    hidden = networks::relu(std::move(hidden));
  }
  return hidden;
}

}  // namespace backbones
