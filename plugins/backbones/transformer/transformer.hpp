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

  static Schema<TransformerOptions> schema();
};

/// A transformer's encoder of any size, trained from the start: the sum of a token's and a position's embedding, then
/// layers of self-attention and feed-forward network.
///
/// Input [B, T] of token numbers; a batch may be shorter than the task's T. The task says which token is padding: no
/// other position sees it; what comes out at padding itself is meaningless. Features [B, T, hidden]. norm = "post"
/// normalizes the embeddings and each residual sum, as BERT; "pre" each branch's input, and the features. Sites
/// "embeddings", then "layer.0" …, after each layer, all [B, T, hidden]. Weights start N(0, 0.02²) from the global
/// generator, of which dropout draws in training mode. Citation: A. Vaswani et al., Attention is all you need, NeurIPS
/// 2017; pre-norm: R. Xiong et al., On layer normalization in the transformer architecture, ICML 2020.
class Transformer : public Backbone {
 public:
  using Options = TransformerOptions;

  /// `options` as parsed by the schema. Throws Error when the input is not made of tokens or the heads do not divide
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
