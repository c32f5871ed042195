#include "split.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "evograd/error.hpp"

namespace meta_weight_net {
namespace {

torch::Tensor shuffled(const torch::Tensor& positions, RandomKey key) {
  return positions.index_select(0, torch::randperm(positions.size(0), key.generator()));
}

}  // namespace

Split split_off_meta_set(const torch::Tensor& labels, std::int64_t classes, std::int64_t meta_size,
                         std::int64_t train_size, RandomKey key) {
  std::vector<torch::Tensor> meta;
  for (std::int64_t c = 0; c < classes; ++c) {
    const auto share = meta_size / classes + (c < meta_size % classes ? 1 : 0);
    const auto members = labels.eq(c).nonzero().squeeze(1);
    if (members.size(0) < share) {
      throw Error("task 'meta-weight-net'",
                  fmt::format("meta_size is {}, which takes {} images of each class, but class {} has {}", meta_size,
                              share, c, members.size(0)),
                  "reduce meta_size");
    }
    const auto order = shuffled(members, key.fold("meta set").fold(static_cast<std::uint64_t>(c)));
    meta.push_back(order.narrow(0, 0, share));
  }
  Split split;
  split.meta = torch::cat(meta);
  const auto left = torch::ones_like(labels, torch::kBool).index_fill_(0, split.meta, 0).nonzero().squeeze(1);
  if (left.size(0) == 0 || train_size > left.size(0)) {
    throw Error(
        "task 'meta-weight-net'",
        fmt::format("train_size is {}, but {} images are left after taking the meta set", train_size, left.size(0)),
        "reduce train_size or meta_size");
  }
  split.training = shuffled(left, key.fold("training set")).narrow(0, 0, train_size > 0 ? train_size : left.size(0));
  return split;
}

}  // namespace meta_weight_net
