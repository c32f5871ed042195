#include "episode_head.hpp"

#include <torch/torch.h>

#include "matching_head.hpp"
#include "prototypical_head.hpp"
#include "relation_head.hpp"

namespace lft {

torch::Tensor EpisodeHead::loss(const torch::Tensor& scores, const torch::Tensor& labels) const {
  return torch::cross_entropy_loss(scores, labels);
}

torch::Tensor episode_scores(EpisodeHead& head, const torch::Tensor& features, const EpisodeShape& shape) {
  const auto by_class = features.unflatten(0, {shape.ways, shape.images_per_class()});
  return head.scores(by_class.narrow(1, 0, shape.shots), by_class.narrow(1, shape.shots, shape.queries).flatten(0, 1));
}

torch::Tensor query_labels(const EpisodeShape& shape, torch::Device device) {
  return torch::arange(shape.ways, device).repeat_interleave(shape.queries);
}

std::vector<std::string> head_names() { return {"relation-softmax", "relation-mse", "prototypical", "matching"}; }

std::shared_ptr<EpisodeHead> make_head(const std::string& name, const std::vector<std::int64_t>& feature_shape) {
  if (name == "prototypical") return std::make_shared<PrototypicalHead>();
  if (name == "matching") return std::make_shared<MatchingHead>(feature_shape);
  return std::make_shared<RelationHead>(feature_shape,
                                        name == "relation-mse" ? RelationLoss::squared_error : RelationLoss::softmax);
}

}  // namespace lft
