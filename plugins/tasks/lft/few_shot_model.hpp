#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <string>

#include "classifier_head.hpp"
#include "evograd/backbone.hpp"
#include "heads/episode_head.hpp"

namespace lft {

using namespace evograd;

/// The trained model: a backbone, the head that classifies episodes, and optionally the auxiliary classifier.
class FewShotModel : public torch::nn::Module {
 public:
  /// `auxiliary_classes` 0: without an auxiliary classifier. Throws Error if the backbone is missing or does not
  /// declare a feature shape.
  FewShotModel(std::shared_ptr<Backbone> backbone, const std::string& head, std::int64_t auxiliary_classes);

  /// Features [B, ...] of images [B, C, H, W].
  torch::Tensor features(const torch::Tensor& images, Tap& tap);

  /// The loss of an episode's images in the order of EpisodeShape, a scalar.
  torch::Tensor episode_loss(const torch::Tensor& images, const EpisodeShape& shape, Tap& tap);

  /// The mean cross entropy of the auxiliary classifier. The backbone's batch norms use the batch's statistics: the
  /// reference uses the running ones here, but the episode's pass of the same step overwrites them, so that in LibTorch
  /// the backward pass would see other values than the forward pass.
  torch::Tensor auxiliary_loss(const torch::Tensor& images, const torch::Tensor& labels);

  EpisodeHead& head() { return *head_; }

 private:
  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<EpisodeHead> head_;
  std::shared_ptr<ClassifierHead> auxiliary_;
};

}  // namespace lft
