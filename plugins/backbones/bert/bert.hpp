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

/// The encoder of BERT and mBERT, or of RoBERTa and XLM-R, with pre-trained or random weights and without pooler.
///
/// Input [B, T] of token numbers; a batch may be shorter than the task's T. The task says which token is padding
/// (weights expect their own, 0 for BERT and 1 for XLM-R): no other position sees it; what comes out at padding itself
/// is meaningless. BERT's positions are 0 to T - 1; XLM-R's count the tokens from 2 on, and padding has position 1. All
/// tokens have type 0. Features [B, T, hidden], the last layer's output. Sites "embeddings", then "encoder.0" …, after
/// each layer, [B, T, hidden].
///
/// `weights` names a Hugging Face checkpoint in the safetensors format, see README.md; its vocabulary must be at least
/// the task's, and what `layers` leaves out of it is ignored. Random weights start N(0, 0.02²), biases 0, by the global
/// generator, of which dropout draws in training mode. No row of an embedding is held fixed: gradients are those of
/// what is computed. Citation: J. Devlin, M.-W. Chang, K. Lee, K. Toutanova, BERT, NAACL 2019; A. Conneau et al.,
/// Unsupervised cross-lingual representation learning at scale, ACL 2020.
class Bert : public Backbone {
 public:
  using Options = BertOptions;

  /// `options` as parsed by the schema. Throws Error when the input is not made of tokens or longer than there are
  /// positions, and when the weights are damaged or do not fit.
  Bert(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  std::vector<std::string> sites() const override;

  /// The names in the checkpoint that were ignored: pooler, heads, layers beyond the option's.
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
