#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../episode_shape.hpp"

namespace lft {

/// Classifies the queries of an episode from its support: the metric part of a few-shot learner.
///
/// Heads do not draw random numbers. Gradient reaches features and the head's parameters.
class EpisodeHead : public torch::nn::Module {
 public:
  using torch::nn::Module::Module;

  /// Scores [NQ, N] (larger is more likely) of queries [NQ, ...], class by class, for support [N, K, ...].
  virtual torch::Tensor scores(const torch::Tensor& support, const torch::Tensor& queries) = 0;

  /// The loss, a scalar, from scores [B, N] and the true classes, int64 [B]. The default is the mean cross entropy.
  virtual torch::Tensor loss(const torch::Tensor& scores, const torch::Tensor& labels) const;
};

/// Scores of the episode whose features [N(K + Q), ...] are in the order of EpisodeShape.
torch::Tensor episode_scores(EpisodeHead& head, const torch::Tensor& features, const EpisodeShape& shape);

/// int64 [NQ]: 0 Q times, 1 Q times …
torch::Tensor query_labels(const EpisodeShape& shape, torch::Device device);

/// The names that make_head() accepts.
std::vector<std::string> head_names();

/// The head called `name` for features of `feature_shape` (of one example).
std::shared_ptr<EpisodeHead> make_head(const std::string& name, const std::vector<std::int64_t>& feature_shape);

}  // namespace lft
