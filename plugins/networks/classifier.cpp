#include "networks/classifier.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "evograd/error.hpp"
#include "networks/input_shape.hpp"

namespace networks {
namespace {

bool averages(const Backbone* backbone, const InputSpecification& input) {
  return backbone != nullptr && input.vocabulary > 0 && backbone->feature_shape().size() == 2;
}

std::int64_t feature_size(const Backbone* backbone, const InputSpecification& input) {
  if (backbone == nullptr) throw Error("task", "no backbone was given", "set one in the manifest's [backbone]");
  if (averages(backbone, input)) return backbone->feature_shape().back();
  std::int64_t size = 1;
  for (const auto length : backbone->feature_shape()) size *= length;
  if (backbone->feature_shape().empty() || size <= 0) {
    throw Error("backbone",
                "declares features of shape " + shape_text(backbone->feature_shape()) +
                    ", but a linear head needs a fixed, non-empty shape",
                "choose a backbone whose feature_shape() is known, e.g. lenet");
  }
  return size;
}

}  // namespace

Classifier::Classifier(std::shared_ptr<Backbone> backbone, std::int64_t classes, const InputSpecification& input)
    : backbone_(std::move(backbone)),
      averages_(averages(backbone_.get(), input)),
      padding_(input.padding),
      head_(feature_size(backbone_.get(), input), classes) {
  register_module("backbone", backbone_);
  register_module("head", head_);
}

torch::Tensor Classifier::forward(const torch::Tensor& inputs) {
  const auto features = backbone_->forward(inputs, unchanged_);
  const auto per_example = averages_ && features.dim() == 3 ? features.size(2) * inputs.size(0)
                           : features.dim() > 0             ? features.numel()
                                                            : 0;
  if (features.dim() < 2 || features.size(0) != inputs.size(0) ||
      per_example != inputs.size(0) * head_->options.in_features()) {
    throw Error("backbone", fmt::format("returns features of shape {} for {} examples, but declared {} per example",
                                        shape_text(features.sizes().vec()), inputs.size(0),
                                        shape_text(backbone_->feature_shape())));
  }
  return head_->forward(averages_ ? mean_over_tokens(features, inputs, padding_) : features.flatten(1));
}

torch::Tensor mean_over_tokens(const torch::Tensor& features, const torch::Tensor& tokens, std::int64_t padding) {
  const auto kept = tokens.ne(padding).unsqueeze(2);  // [B, T, 1]
  return features.masked_fill(kept.logical_not(), 0).sum(1) / kept.sum(1).clamp_min(1);
}

}  // namespace networks
