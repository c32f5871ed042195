#include "lenet.hpp"

#include <torch/torch.h>

#include <utility>

#include "networks/in_place.hpp"
#include "networks/input_shape.hpp"
#include "networks/max_pool.hpp"

namespace backbones {
namespace {

constexpr std::int64_t smallest_side = 12;
constexpr std::int64_t features = 84;

/// After conv1 (same size), pool, conv2 (−4), pool.
std::int64_t pooled_side(std::int64_t side) { return (side / 2 - 4) / 2; }

std::int64_t flattened_maps(const InputSpecification& input) {
  const auto image = networks::image_shape(input, "lenet", smallest_side);
  return 16 * pooled_side(image.height) * pooled_side(image.width);
}

std::int64_t channels(const InputSpecification& input) {
  return networks::image_shape(input, "lenet", smallest_side).channels;
}

}  // namespace

LeNet::LeNet(const Options&, const InputSpecification& input)
    : conv1_(torch::nn::Conv2dOptions(channels(input), 6, 5).padding(2)),
      conv2_(torch::nn::Conv2dOptions(6, 16, 5)),
      fc1_(flattened_maps(input), 120),
      fc2_(120, features) {
  register_module("conv1", conv1_);
  register_module("conv2", conv2_);
  register_module("fc1", fc1_);
  register_module("fc2", fc2_);
}

std::vector<std::int64_t> LeNet::feature_shape() const { return {features}; }

torch::Tensor LeNet::forward(const torch::Tensor& input, Tap& tap) {
  // ReLU after pooling gives the same values and derivatives as before it, on a quarter of the data.
  auto hidden = tap("conv1", conv1_->forward(input));
  hidden = networks::max_pool(hidden, 2).relu_();
  hidden = tap("conv2", conv2_->forward(hidden));
  hidden = networks::max_pool(hidden, 2).relu_();
  hidden = tap("fc1", fc1_->forward(hidden.flatten(1)));
  hidden = networks::relu(std::move(hidden));
  hidden = tap("fc2", fc2_->forward(hidden));
  return networks::relu(std::move(hidden));
}

}  // namespace backbones
