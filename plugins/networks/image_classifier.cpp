#include "networks/image_classifier.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "evograd/error.hpp"
#include "networks/input_shape.hpp"

namespace networks {
namespace {

std::int64_t feature_size(const Backbone* backbone) {
  if (backbone == nullptr) throw Error("task", "no backbone was given", "set one in the manifest's [backbone]");
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

ImageClassifier::ImageClassifier(std::shared_ptr<Backbone> backbone, std::int64_t classes)
    : backbone_(std::move(backbone)), head_(feature_size(backbone_.get()), classes) {
  register_module("backbone", backbone_);
  register_module("head", head_);
}

torch::Tensor ImageClassifier::forward(const torch::Tensor& images) {
  const auto features = backbone_->forward(images, unchanged_);
  if (features.dim() < 2 || features.size(0) != images.size(0) ||
      features.numel() != images.size(0) * head_->options.in_features()) {
    throw Error("backbone", fmt::format("returns features of shape {} for {} images, but declared {} per image",
                                        shape_text(features.sizes().vec()), images.size(0),
                                        shape_text(backbone_->feature_shape())));
  }
  return head_->forward(features.flatten(1));
}

}  // namespace networks
