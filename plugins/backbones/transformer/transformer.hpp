#pragma once

#include <torch/nn/modules/normalization.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"
#include "networks/encoder_layer.hpp"

namespace backbones {

using namespace evograd;

struct TransformerOptions {
  std::int64_t hidden = 128;
  std::int64_t layers = 2;
  std::int64_t heads = 4;
  std::int64_t feed_forward = 256;
  double dropout = 0.1;
  std::string norm = "post";
  bool recompute = false;

  static Schema<TransformerOptions> schema();
};

/// A transformer encoder of any size, trained from scratch: the sum of a token's and a position's embedding, then
/// layers of self-attention and a feed-forward network.
///
/// Input [B, T] of token numbers; a batch may be shorter than the task's T. The task defines the padding token: no
/// other position attends to it; the output at padding is meaningless. Features [B, T, hidden]. norm = "post"
/// normalizes the embeddings and each residual sum, as in BERT; "pre" normalizes each branch's input and the features.
/// Sites "embeddings", then "layer.0" …, after each layer, all [B, T, hidden]. Weights start N(0, 0.02²) from the
/// global generator, from which dropout also draws in training mode. Citation: A. Vaswani et al., Attention is all you
/// need, NeurIPS 2017; pre-norm: R. Xiong et al., On layer normalization in the transformer architecture, ICML 2020.
class Transformer : public Backbone {
 public:
  using Options = TransformerOptions;

  /// `options` as parsed by the schema. Throws Error if the input does not consist of tokens or the heads do not divide
  /// the width.
  Transformer(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  std::vector<std::string> sites() const override;

 private:
  std::int64_t padding_ = 0;
  double dropout_;
  networks::NormOrder order_;
  torch::Tensor tokens_, positions_;
  torch::nn::LayerNorm norm_{nullptr};  ///< of the embeddings (post) or of the features (pre)
  std::vector<std::shared_ptr<networks::EncoderLayer>> layers_;
  std::vector<std::int64_t> feature_shape_;
};

}  // namespace backbones
