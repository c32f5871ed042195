#pragma once

#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>

#include "corpus.hpp"
#include "encoded_texts.hpp"
#include "evograd/backbone.hpp"

namespace metaxl {

using namespace evograd;

/// What the classifier reads, and what it ought to say.
struct LabelledFeatures {
  torch::Tensor features;  ///< [N, C]: of the texts, or of all first tokens of words
  torch::Tensor labels;    ///< int64 [N]
};

/// What is trained: a backbone for text and a linear layer, "head", that gives each text or each word a label.
///
/// A text's features are the backbone's where these are {C}; where they are {T, C}, their mean over what is not
/// padding.
class TextClassifier : public torch::nn::Module {
 public:
  /// Throws Error when the backbone is missing or its features do not suit the labelling.
  TextClassifier(std::shared_ptr<Backbone> backbone, const InputSpecification& input, Labelling labelling,
                 std::int64_t classes);

  /// Of the texts or words of `batch`, in its order; gradient reaches the backbone and what `tap` adds.
  LabelledFeatures features(const TokenBatch& batch, Tap& tap);

  /// Logits [N, classes] of features [N, C]; gradient reaches the head.
  torch::Tensor logits(const torch::Tensor& features) { return head_->forward(features); }

  /// Logits of `tokens` [B, T]: [B, classes] where texts have labels, [B, T, classes] where words do.
  torch::Tensor predict(const torch::Tensor& tokens);

 private:
  torch::Tensor of_texts(const torch::Tensor& features, const torch::Tensor& tokens) const;

  std::shared_ptr<Backbone> backbone_;
  torch::nn::Linear head_{nullptr};
  std::int64_t padding_;
  Labelling labelling_;
  bool by_position_ = false;
};

}  // namespace metaxl
