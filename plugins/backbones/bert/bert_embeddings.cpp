#include "bert_embeddings.hpp"

#include <torch/torch.h>

namespace backbones {
namespace {

/// Skips nn::Embedding's random initial values: they are set or read later, and embeddings are the largest part of the
/// network.
torch::nn::Embedding embedding(std::int64_t rows, std::int64_t width) {
  return torch::nn::Embedding(torch::nn::EmbeddingOptions(rows, width)._weight(torch::empty({rows, width})));
}

}  // namespace

BertEmbeddings::BertEmbeddings(const BertSizes& sizes)
    : architecture_(sizes.architecture),
      dropout_(sizes.layer.dropout),
      words_(embedding(sizes.vocabulary, sizes.layer.hidden)),
      positions_(embedding(sizes.positions, sizes.layer.hidden)),
      token_types_(embedding(sizes.token_types, sizes.layer.hidden)),
      norm_(networks::layer_norm(sizes.layer.hidden, sizes.layer.epsilon)) {
  register_module("word_embeddings", words_);
  register_module("position_embeddings", positions_);
  register_module("token_type_embeddings", token_types_);
  register_module("norm", norm_);
}

torch::Tensor BertEmbeddings::positions(const torch::Tensor& padding) const {
  if (!architecture_.counts_tokens) return positions_->weight.slice(0, 0, padding.size(1));
  const auto tokens = padding.logical_not().to(torch::kInt64);
  return torch::embedding(positions_->weight, tokens.cumsum(1) * tokens + architecture_.padding);
}

torch::Tensor BertEmbeddings::forward(const torch::Tensor& tokens, const torch::Tensor& padding) {
  auto hidden = torch::embedding(words_->weight, tokens).add_(positions(padding)).add_(token_types_->weight[0]);
  hidden = norm_->forward(hidden);
  return dropout_ > 0 ? torch::dropout(hidden, dropout_, is_training()) : hidden;
}

}  // namespace backbones
