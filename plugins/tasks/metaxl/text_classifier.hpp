#pragma once

#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>

#include "corpus.hpp"
#include "encoded_texts.hpp"
#include "evograd/backbone.hpp"

namespace metaxl {

using namespace evograd;

/// The input of the classifier, and its labels.
struct LabelledFeatures {
  torch::Tensor features;  ///< [N, C]: of the texts, or of the first tokens of all words
  torch::Tensor labels;    ///< int64 [N]
};

/// The trained model: a backbone for text and a linear layer, "head", that predicts a label for each text or each word.
///
/// A text's features are the backbone's if these are {C}; if they are {T, C}, their mean over the tokens without
/// padding.
class TextClassifier : public torch::nn::Module {
 public:
  /// Throws Error if the backbone is missing or its features do not match the labelling.
  TextClassifier(std::shared_ptr<Backbone> backbone, const InputSpecification& input, Labelling labelling,
                 std::int64_t classes);

  /// Features and labels of the texts or words of `batch`, in order; gradient reaches the backbone and the parameters
  /// of `tap`.
  LabelledFeatures features(const TokenBatch& batch, Tap& tap);

  /// Logits [N, classes] of features [N, C]; gradient reaches the head.
  torch::Tensor logits(const torch::Tensor& features) { return head_->forward(features); }

  /// Logits of `tokens` [B, T]: [B, classes] if texts have labels, [B, T, classes] if words do.
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
