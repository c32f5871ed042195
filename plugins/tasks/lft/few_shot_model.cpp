#include "few_shot_model.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "evograd/error.hpp"
#include "networks/input_shape.hpp"

namespace lft {
namespace {

std::vector<std::int64_t> feature_shape(const Backbone* backbone) {
  if (backbone == nullptr) throw Error("task 'lft'", "no backbone was given", "set one in the manifest's [backbone]");
  auto shape = backbone->feature_shape();
  if (shape.empty() || std::any_of(shape.begin(), shape.end(), [](auto length) { return length <= 0; })) {
    throw Error("backbone",
                "declares features of shape " + networks::shape_text(shape) + ", but a head needs a fixed shape",
                "choose a backbone whose feature_shape() is known, e.g. conv4");
  }
  return shape;
}

}  // namespace

FewShotModel::FewShotModel(std::shared_ptr<Backbone> backbone, const std::string& head, std::int64_t auxiliary_classes)
    : torch::nn::Module("few_shot_model"), backbone_(std::move(backbone)) {
  const auto shape = feature_shape(backbone_.get());
  register_module("backbone", backbone_);
  head_ = register_module("head", make_head(head, shape));
  if (auxiliary_classes > 0) {
    auxiliary_ = register_module("auxiliary", std::make_shared<ClassifierHead>(shape, auxiliary_classes));
  }
}

torch::Tensor FewShotModel::features(const torch::Tensor& images, Tap& tap) { return backbone_->forward(images, tap); }

torch::Tensor FewShotModel::episode_loss(const torch::Tensor& images, const EpisodeShape& shape, Tap& tap) {
  const auto scores = episode_scores(*head_, features(images, tap), shape);
  return head_->loss(scores, query_labels(shape, images.device()));
}

torch::Tensor FewShotModel::auxiliary_loss(const torch::Tensor& images, const torch::Tensor& labels) {
  Tap unchanged;
  return torch::cross_entropy_loss(auxiliary_->forward(features(images, unchanged)), labels);
}

}  // namespace lft
