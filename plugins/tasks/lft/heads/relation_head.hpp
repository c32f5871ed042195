#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "episode_head.hpp"

namespace lft {

/// The loss of the relation scores.
enum class RelationLoss {
  softmax,        ///< scores are logits; mean cross entropy
  squared_error,  ///< scores in (0, 1) by a sigmoid; mean squared error to the one-hot label
};

/// score(q, n) = r([c_n; f(q)]): a small network compares each query's feature map with each class's mean map.
///
/// r: two times convolution 3x3 - batch norm - ReLU - 2x2 maximum (2C to C, C to C channels), then linear to 8, ReLU,
/// linear to 1. The first convolution is split into the halves that see c_n and f(q), W [c; q] = W_c c + W_q q, so that
/// N + NQ maps are convolved instead of N·NQ pairs, and pairs are never concatenated. Batch norms use the batch's
/// statistics in evaluation too, as in the reference: scores depend on the other queries of the episode. Features that
/// are not maps count as maps of one pixel; maps smaller than 2 pixels are not pooled.
/// Citation: F. Sung et al., Learning to compare: relation network for few-shot learning, CVPR 2018.
class RelationHead : public EpisodeHead {
 public:
  RelationHead(const std::vector<std::int64_t>& feature_shape, RelationLoss loss);

  torch::Tensor scores(const torch::Tensor& support, const torch::Tensor& queries) override;
  torch::Tensor loss(const torch::Tensor& scores, const torch::Tensor& labels) const override;

 private:
  RelationLoss loss_;
  torch::nn::Conv2d of_prototype_{nullptr};
  torch::nn::Conv2d of_query_{nullptr};
  torch::nn::BatchNorm2d norm1_{nullptr};
  torch::nn::Conv2d convolution2_{nullptr};
  torch::nn::BatchNorm2d norm2_{nullptr};
  torch::nn::Linear hidden_{nullptr};
  torch::nn::Linear out_{nullptr};
};

}  // namespace lft
