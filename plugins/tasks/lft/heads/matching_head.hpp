#pragma once

#include <torch/nn/modules/rnn.h>

#include "episode_head.hpp"

namespace lft {

/// score(q, n) = log Σ_{i in class n} a(q, i), a(q, ·) = softmax_i(100 cos(f(q), g(i))): attention over the support.
///
/// Full context embeddings: g(i) is the support feature plus the output of a bidirectional LSTM over the complete
/// support, class by class; f(q) is the query after as many steps of an LSTM cell with attention over g as there are
/// support examples. Features are flattened; maps are first averaged over positions. The scores are normalised
/// log-probabilities, so the cross entropy is the paper's loss.
/// Citation: O. Vinyals, C. Blundell, T. Lillicrap, K. Kavukcuoglu, D. Wierstra, Matching networks for one shot
/// learning, NeurIPS 2016; scale 100 as in the few-shot reference code of Chen et al., ICLR 2019.
class MatchingHead : public EpisodeHead {
 public:
  explicit MatchingHead(const std::vector<std::int64_t>& feature_shape);
  torch::Tensor scores(const torch::Tensor& support, const torch::Tensor& queries) override;

 private:
  torch::Tensor in_context(const torch::Tensor& support);
  torch::Tensor attended(const torch::Tensor& queries, const torch::Tensor& support);

  torch::nn::LSTM support_encoder_;
  torch::nn::LSTMCell query_encoder_;
};

}  // namespace lft
