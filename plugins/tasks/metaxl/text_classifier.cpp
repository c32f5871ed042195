#include "text_classifier.hpp"

#include <torch/torch.h>

#include <utility>

#include "evograd/error.hpp"
#include "networks/classifier.hpp"
#include "networks/input_shape.hpp"

namespace metaxl {

TextClassifier::TextClassifier(std::shared_ptr<Backbone> backbone, const InputSpecification& input, Labelling labelling,
                               std::int64_t classes)
    : torch::nn::Module("text_classifier"),
      backbone_(std::move(backbone)),
      padding_(input.padding),
      labelling_(labelling) {
  if (!backbone_) throw Error("task 'metaxl'", "no backbone was given", "set one in the manifest's [backbone]");
  const auto shape = backbone_->feature_shape();
  by_position_ = shape.size() == 2;
  if (shape.empty() || shape.size() > 2) {
    throw Error("backbone", "has features of shape " + networks::shape_text(shape) + ", which are not features of text",
                "choose char-cnn, transformer or bert");
  }
  if (labelling != Labelling::text && !by_position_) {
    throw Error("backbone",
                "has features of shape " + networks::shape_text(shape) + " per text, but the labels are per word",
                "choose transformer or bert, or set [backbone] features = \"positions\" for char-cnn");
  }
  register_module("backbone", backbone_);
  head_ = register_module("head", torch::nn::Linear(shape.back(), classes));
}

LabelledFeatures TextClassifier::features(const TokenBatch& batch, Tap& tap) {
  const auto features = backbone_->forward(batch.tokens, tap);
  if (labelling_ != Labelling::text) {
    const auto places = batch.labels.flatten().ne(no_label).nonzero().squeeze(1);
    return {features.flatten(0, 1).index_select(0, places), batch.labels.flatten().index_select(0, places)};
  }
  return {of_texts(features, batch.tokens), batch.labels};
}

/// [B, C] from the backbone's features, which may be [B, T, C].
torch::Tensor TextClassifier::of_texts(const torch::Tensor& features, const torch::Tensor& tokens) const {
  if (!by_position_) return features;
  return networks::mean_over_tokens(features, tokens, padding_);
}

torch::Tensor TextClassifier::predict(const torch::Tensor& tokens) {
  Tap unchanged;
  const auto features = backbone_->forward(tokens, unchanged);
  return logits(labelling_ == Labelling::text ? of_texts(features, tokens) : features);
}

}  // namespace metaxl
