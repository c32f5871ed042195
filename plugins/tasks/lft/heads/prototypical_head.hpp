#pragma once

#include "episode_head.hpp"

namespace lft {

/// score(q, n) = −‖f(q) − c_n‖², c_n the mean of the class's support features, flattened. No parameters.
/// Citation: J. Snell, K. Swersky, R. Zemel, Prototypical networks for few-shot learning, NeurIPS 2017.
class PrototypicalHead : public EpisodeHead {
 public:
  PrototypicalHead() : EpisodeHead("prototypical") {}
  torch::Tensor scores(const torch::Tensor& support, const torch::Tensor& queries) override;
};

}  // namespace lft
