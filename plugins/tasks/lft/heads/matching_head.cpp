#include "matching_head.hpp"

#include <torch/torch.h>

#include "../pooled_features.hpp"

namespace lft {
namespace {

constexpr double attention_scale = 100;
constexpr double least_probability = 1e-6;

torch::Tensor unit(const torch::Tensor& vectors) {
  return torch::nn::functional::normalize(vectors, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

}  // namespace

MatchingHead::MatchingHead(const std::vector<std::int64_t>& feature_shape)
    : EpisodeHead("matching"),
      support_encoder_(torch::nn::LSTMOptions(feature_shape.at(0), feature_shape.at(0)).bidirectional(true)),
      query_encoder_(2 * feature_shape.at(0), feature_shape.at(0)) {
  register_module("support_encoder", support_encoder_);
  register_module("query_encoder", query_encoder_);
}

torch::Tensor MatchingHead::in_context(const torch::Tensor& support) {
  const auto both = std::get<0>(support_encoder_->forward(support.unsqueeze(1))).squeeze(1);  // [NK, 2D]
  const auto directions = both.chunk(2, 1);
  return support + directions[0] + directions[1];
}

torch::Tensor MatchingHead::attended(const torch::Tensor& queries, const torch::Tensor& support) {
  auto hidden = queries;
  auto cell = torch::zeros_like(queries);
  for (std::int64_t step = 0; step < support.size(0); ++step) {
    const auto attention = torch::softmax(hidden.matmul(support.t()), 1);
    const auto read = attention.matmul(support);
    std::tie(hidden, cell) = query_encoder_->forward(torch::cat({queries, read}, 1), std::make_tuple(hidden, cell));
    hidden = hidden + queries;
  }
  return hidden;
}

torch::Tensor MatchingHead::scores(const torch::Tensor& support, const torch::Tensor& queries) {
  const auto classes = support.size(0);
  const auto shots = support.size(1);
  const auto context = in_context(pooled_features(support.flatten(0, 1)));
  const auto points = attended(pooled_features(queries), context);
  const auto attention = torch::softmax(attention_scale * unit(points).matmul(unit(context).t()), 1);  // [B, NK]
  return torch::log(attention.view({-1, classes, shots}).sum(2) + least_probability);
}

}  // namespace lft
