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

/// What is trained: a backbone, the head that classifies episodes, and where wanted the auxiliary classifier.
class FewShotModel : public torch::nn::Module {
 public:
  /// `auxiliary_classes` 0: without an auxiliary classifier. Throws Error when the backbone is missing or states no
  /// feature shape.
  FewShotModel(std::shared_ptr<Backbone> backbone, const std::string& head, std::int64_t auxiliary_classes);

  /// Features [B, ...] of images [B, C, H, W].
  torch::Tensor features(const torch::Tensor& images, Tap& tap);

  /// The loss of an episode's images in the order of EpisodeShape, a scalar.
  torch::Tensor episode_loss(const torch::Tensor& images, const EpisodeShape& shape, Tap& tap);

  /// The mean cross entropy of the auxiliary classifier. The backbone's batch norms use the batch's statistics: the
  /// reference reads the running ones here, which the episode's pass of the same step writes over, so that in LibTorch
  /// the backward pass sees others than the forward pass did.
  torch::Tensor auxiliary_loss(const torch::Tensor& images, const torch::Tensor& labels);

  EpisodeHead& head() { return *head_; }

 private:
  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<EpisodeHead> head_;
  std::shared_ptr<ClassifierHead> auxiliary_;
};

}  // namespace lft
