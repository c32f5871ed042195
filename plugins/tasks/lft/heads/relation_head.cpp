#include "relation_head.hpp"

#include <torch/torch.h>

#include <cmath>

namespace lft {
namespace {

constexpr std::int64_t hidden_units = 8;

/// [B, C, h, w] of features of any shape.
torch::Tensor as_maps(const torch::Tensor& features) {
  return features.dim() == 4 ? features : features.flatten(1).unsqueeze(2).unsqueeze(3);
}

std::int64_t pooled_side(std::int64_t side) { return side < 2 ? side : side / 2; }

torch::Tensor pooled(const torch::Tensor& maps) {
  const auto window = [](std::int64_t side) -> std::int64_t { return side < 2 ? 1 : 2; };
  if (maps.size(2) < 2 && maps.size(3) < 2) return maps;
  return torch::max_pool2d(maps, {window(maps.size(2)), window(maps.size(3))});
}

torch::nn::Conv2d convolution(std::int64_t channels, bool one_pixel) {
  const std::int64_t size = one_pixel ? 1 : 3;
  auto layer = torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, channels, size).padding(size / 2).bias(false));
  torch::nn::init::normal_(layer->weight, 0, std::sqrt(2.0 / static_cast<double>(size * size * channels)));
  return layer;
}

torch::nn::BatchNorm2d norm(std::int64_t channels) {
  return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(channels).track_running_stats(false));
}

}  // namespace

RelationHead::RelationHead(const std::vector<std::int64_t>& feature_shape, RelationLoss loss)
    : EpisodeHead("relation"), loss_(loss) {
  const bool map = feature_shape.size() == 3;
  std::int64_t channels = 1;
  for (const auto length : feature_shape) channels *= length;
  if (map) channels = feature_shape[0];
  const auto height = map ? feature_shape[1] : 1;
  const auto width = map ? feature_shape[2] : 1;
  const bool one_pixel = height == 1 && width == 1;
  const bool one_pixel_then = pooled_side(height) == 1 && pooled_side(width) == 1;
  of_prototype_ = register_module("of_prototype", convolution(channels, one_pixel));
  of_query_ = register_module("of_query", convolution(channels, one_pixel));
  norm1_ = register_module("norm1", norm(channels));
  convolution2_ = register_module("convolution2", convolution(channels, one_pixel_then));
  norm2_ = register_module("norm2", norm(channels));
  const auto places = pooled_side(pooled_side(height)) * pooled_side(pooled_side(width));
  hidden_ = register_module("hidden", torch::nn::Linear(channels * places, hidden_units));
  out_ = register_module("out", torch::nn::Linear(hidden_units, 1));
}

torch::Tensor RelationHead::scores(const torch::Tensor& support, const torch::Tensor& queries) {
  const auto prototypes = of_prototype_->forward(as_maps(support.mean(1)));     // [N, C, h, w]
  const auto points = of_query_->forward(as_maps(queries));                     // [B, C, h, w]
  auto hidden = (points.unsqueeze(1) + prototypes.unsqueeze(0)).flatten(0, 1);  // [BN, C, h, w]
  hidden = norm1_->forward(hidden);
  hidden = pooled(hidden.relu_());
  hidden = norm2_->forward(convolution2_->forward(hidden));
  hidden = pooled(hidden.relu_());
  hidden = hidden_->forward(hidden.flatten(1)).relu();
  const auto score = out_->forward(hidden).view({queries.size(0), support.size(0)});
  return loss_ == RelationLoss::squared_error ? torch::sigmoid(score) : score;
}

torch::Tensor RelationHead::loss(const torch::Tensor& scores, const torch::Tensor& labels) const {
  if (loss_ == RelationLoss::softmax) return EpisodeHead::loss(scores, labels);
  return torch::mse_loss(scores, torch::one_hot(labels, scores.size(1)).to(scores.scalar_type()));
}

}  // namespace lft
