#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/normalization.h>

#include "bert_sizes.hpp"

namespace backbones {

/// The input of BERT's first layer: the sum of the embeddings of a token, its position and the token type 0,
/// normalized; in training mode with dropout.
class BertEmbeddings : public torch::nn::Module {
 public:
  explicit BertEmbeddings(const BertSizes& sizes);

  /// [B, T, hidden] from `tokens` [B, T]; `padding` [B, T] marks the padding tokens.
  torch::Tensor forward(const torch::Tensor& tokens, const torch::Tensor& padding);

 private:
  torch::Tensor positions(const torch::Tensor& padding) const;

  BertArchitecture architecture_;
  double dropout_;
  torch::nn::Embedding words_, positions_, token_types_;
  torch::nn::LayerNorm norm_;
};

}  // namespace backbones
