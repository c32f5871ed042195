#include "char_cnn.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <tuple>
#include <utility>

#include "networks/in_place.hpp"
#include "networks/token_input.hpp"

namespace backbones {
namespace {

Constraint odd() {
  return {"odd and positive",
          [](const OptionValue& value) {
            const auto number = std::get<std::int64_t>(value);
            return number > 0 && number % 2 == 1;
          },
          {}};
}

/// Mean and maximum [B, 2 C] over the tokens without padding; `hidden` [B, T, C] is non-negative and zero at padding,
/// so that padding affects neither sum nor maximum. A sequence without tokens gives zeros.
torch::Tensor pool(const torch::Tensor& hidden, const torch::Tensor& padding) {
  const auto tokens = padding.logical_not().sum(1).clamp_min(1);  // [B, 1]
  return torch::cat({hidden.sum(1) / tokens, std::get<0>(hidden.max(1))}, 1);
}

}  // namespace

Schema<CharCnnOptions> CharCnnOptions::schema() {
  using O = CharCnnOptions;
  return {{"embedding", &O::embedding, at_least(1), "dimensions of a token's embedding"},
          {"channels", &O::channels, at_least(1), "channels of every convolution"},
          {"kernel", &O::kernel, odd(), "kernel size of the convolutions, in positions"},
          {"layers", &O::layers, at_least(1), "number of convolutions"},
          {"dropout", &O::dropout, between(0, 0.95), "dropout probability of each layer's outputs"},
          {"features", &O::features, one_of({"pooled", "positions"}),
           "mean and maximum over the tokens, or one vector for each position"}};
}

CharCnn::CharCnn(const Options& options, const InputSpecification& input)
    : dropout_(options.dropout), pooled_(options.features == "pooled") {
  const auto shape = networks::token_shape(input, "char-cnn");
  padding_ = shape.padding;
  embedding_ = register_parameter("embedding", torch::randn({shape.vocabulary, options.embedding}));
  auto inputs = options.embedding;
  for (std::int64_t i = 1; i <= options.layers; ++i) {
    sites_.push_back(fmt::format("conv{}", i));
    convolutions_.push_back(register_module(
        sites_.back(),
        torch::nn::Conv1d(
            torch::nn::Conv1dOptions(inputs, options.channels, options.kernel).padding(options.kernel / 2))));
    inputs = options.channels;
  }
  feature_shape_ = {2 * options.channels};
  if (!pooled_) feature_shape_ = {shape.length, options.channels};
}

torch::Tensor CharCnn::forward(const torch::Tensor& input, Tap& tap) {
  const auto padding = input.eq(padding_).unsqueeze(2);  // [B, T, 1]
  auto hidden = torch::embedding(embedding_, input).masked_fill(padding, 0);
  for (std::size_t i = 0; i < convolutions_.size(); ++i) {
    hidden = convolutions_[i]->forward(hidden.transpose(1, 2)).transpose(1, 2);
    hidden = tap(sites_[i], hidden);
    hidden = networks::relu(std::move(hidden)).masked_fill(padding, 0);
    if (dropout_ > 0) hidden = torch::dropout(hidden, dropout_, is_training());
  }
  return pooled_ ? pool(hidden, padding) : hidden;
}

}  // namespace backbones
