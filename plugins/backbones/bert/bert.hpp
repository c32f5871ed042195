#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bert_embeddings.hpp"
#include "bert_sizes.hpp"
#include "evograd/backbone.hpp"
#include "networks/encoder_layer.hpp"

namespace backbones {

using namespace evograd;

/// The encoder of BERT and mBERT, or of RoBERTa and XLM-R, with pre-trained or random weights, without pooler.
///
/// Input [B, T] of token numbers; a batch may be shorter than the task's T. The task defines the padding token (weights
/// expect their own, 0 for BERT and 1 for XLM-R): no other position attends to it; the output at padding is
/// meaningless. BERT's positions are 0 to T - 1; XLM-R numbers the tokens from 2, and padding has position 1. All
/// tokens have type 0. Features [B, T, hidden], the last layer's output. Sites "embeddings", then "encoder.0" …, after
/// each layer, [B, T, hidden].
///
/// `weights` names a Hugging Face checkpoint in the safetensors format, see README.md; its vocabulary must be at least
/// as large as the task's, and layers beyond `layers` are ignored. Random weights start N(0, 0.02²), biases 0, from the
/// global generator, from which dropout also draws in training mode. No embedding row is fixed: padding rows get
/// gradients too if they are used. Citation: J. Devlin, M.-W. Chang, K. Lee, K. Toutanova, BERT, NAACL 2019; A. Conneau
/// et al., Unsupervised cross-lingual representation learning at scale, ACL 2020.
class Bert : public Backbone {
 public:
  using Options = BertOptions;

  /// `options` as parsed by the schema. Throws Error if the input does not consist of tokens or is longer than the
  /// number of positions, and if the weights are damaged or do not fit.
  Bert(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  std::vector<std::string> sites() const override;

  /// The names in the checkpoint that were ignored: pooler, heads, layers beyond `layers`.
  const std::vector<std::string>& ignored() const { return ignored_; }

 private:
  void build(const BertSizes& sizes, std::int64_t length);

  std::int64_t padding_ = 0;
  std::shared_ptr<BertEmbeddings> embeddings_;
  std::vector<std::shared_ptr<networks::EncoderLayer>> layers_;
  std::vector<std::int64_t> feature_shape_;
  std::vector<std::string> ignored_;
};

}  // namespace backbones
