#include "framework/check/bench_backbone.hpp"

#include <torch/torch.h>

#include <cmath>

namespace evograd::host::check {
namespace {

constexpr std::int64_t width = 6;

std::int64_t size_of(const InputSpecification& input) {
  std::int64_t size = 1;
  for (const auto length : input.shape) size *= length;
  return size;
}

}  // namespace

BenchBackbone::BenchBackbone(const InputSpecification& input) : input_(input) {
  const bool tokens = input.vocabulary > 0, images = input.shape.size() == 3;
  if (tokens) table_ = register_parameter("table", torch::randn({input.vocabulary, width}));
  auto in = tokens ? width : images ? input.shape[0] : size_of(input);
  for (int i = 0; i < 2; ++i, in = width) {
    std::vector<std::int64_t> shape{width, in};
    if (images && !tokens) shape.insert(shape.end(), {3, 3});
    const auto fan_in = static_cast<double>(images && !tokens ? 9 * in : in);
    weights_[i] = register_parameter("weight" + std::to_string(i), torch::randn(shape) / std::sqrt(fan_in));
    biases_[i] = register_parameter("bias" + std::to_string(i), torch::zeros({width}));
  }
}

torch::Tensor BenchBackbone::forward(const torch::Tensor& input, Tap& tap) {
  const bool tokens = input_.vocabulary > 0, images = !tokens && input_.shape.size() == 3;
  auto hidden = tokens ? torch::embedding(table_, input) : images ? input : input.flatten(1);
  for (int i = 0; i < 2; ++i) {
    hidden = images ? torch::conv2d(hidden, weights_[i], biases_[i], /*stride=*/2, /*padding=*/1)
                    : torch::nn::functional::linear(hidden, weights_[i], biases_[i]);
    hidden = tap("layer." + std::to_string(i), hidden.tanh());
  }
  return images ? hidden.mean({2, 3}) : hidden;
}

std::vector<std::int64_t> BenchBackbone::feature_shape() const {
  if (input_.vocabulary > 0) return {input_.shape.at(0), width};
  return {width};
}

}  // namespace evograd::host::check
