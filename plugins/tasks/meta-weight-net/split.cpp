#include "split.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace meta_weight_net {
namespace {

constexpr std::size_t classes_named = 10;

torch::Tensor shuffled(const torch::Tensor& positions, RandomKey key) {
  return positions.index_select(0, torch::randperm(positions.size(0), key.generator()));
}

torch::Tensor members(const torch::Tensor& labels, std::int64_t c) { return labels.eq(c).nonzero().squeeze(1); }

/// Throws if a class has fewer examples than its share of a balanced meta set.
void require_shares(const torch::Tensor& counts, const SplitRequest& request) {
  const auto classes = counts.size(0);
  const auto share = request.meta_size / classes;
  std::vector<std::string> small;
  for (std::int64_t c = 0; c < classes; ++c) {
    const auto count = counts[c].item<std::int64_t>();
    if (count >= share + (c < request.meta_size % classes ? 1 : 0)) continue;
    small.push_back(fmt::format("'{}' has {}", request.classes[static_cast<std::size_t>(c)], count));
  }
  if (small.empty()) return;
  throw Error("task 'meta-weight-net'",
              fmt::format("meta_size is {}, which takes {} {} of each class, but class {}", request.meta_size,
                          share + (request.meta_size % classes == 0 ? 0 : 1), request.noun,
                          comma_separated(small, classes_named)),
              "reduce meta_size, set meta_classes = \"random\", give a clean set of its own with 'meta', or leave out "
              "the rare classes");
}

torch::Tensor balanced(const torch::Tensor& labels, std::int64_t classes, std::int64_t size, RandomKey key) {
  std::vector<torch::Tensor> chosen;
  for (std::int64_t c = 0; c < classes; ++c) {
    const auto order = shuffled(members(labels, c), key.fold(static_cast<std::uint64_t>(c)));
    const auto share = size / classes + (c < size % classes ? 1 : 0);
    chosen.push_back(order.narrow(0, 0, std::min(share, order.size(0))));
  }
  return torch::cat(chosen);
}

/// Throws if the meta set took all examples of a class.
void require_training_examples(const torch::Tensor& counts, const torch::Tensor& left, const SplitRequest& request) {
  std::vector<std::string> empty;
  for (std::int64_t c = 0; c < counts.size(0); ++c) {
    if (left[c].item<std::int64_t>() > 0 || counts[c].item<std::int64_t>() == 0) continue;
    empty.push_back(
        fmt::format("'{}' (all {})", request.classes[static_cast<std::size_t>(c)], counts[c].item<std::int64_t>()));
  }
  if (empty.empty()) return;
  throw Error("task 'meta-weight-net'",
              fmt::format("the meta set of {} {} takes all examples of class {}, so none is left for training",
                          request.meta_size, request.noun, comma_separated(empty, classes_named)),
              "reduce meta_size, set meta_classes = \"random\", give a clean set of its own with 'meta', or leave out "
              "the rare classes");
}

}  // namespace

Split split_training_part(const torch::Tensor& labels, const SplitRequest& request, RandomKey key) {
  const auto classes = static_cast<std::int64_t>(request.classes.size());
  const auto& meta_labels = request.meta_labels.defined() ? request.meta_labels : labels;
  const auto candidates = meta_labels.ge(0).nonzero().squeeze(1);
  if (request.meta_size >= labels.size(0) || request.meta_size > candidates.size(0)) {
    throw Error("task 'meta-weight-net'",
                fmt::format("meta_size is {}, but there are {} {} {}", request.meta_size, candidates.size(0),
                            request.noun, candidates.size(0) < labels.size(0) ? "with clean labels" : "altogether"),
                "reduce meta_size, or give a clean set of its own with 'meta'");
  }
  Split split;
  if (request.balanced_meta) {
    require_shares(meta_labels.index_select(0, candidates).bincount({}, classes), request);
    split.meta = balanced(meta_labels, classes, request.meta_size, key.fold("meta set"));
  } else {
    split.meta = shuffled(candidates, key.fold("meta set")).narrow(0, 0, request.meta_size);
  }
  auto left = torch::ones_like(labels, torch::kBool).index_fill_(0, split.meta, 0).nonzero().squeeze(1);
  require_training_examples(labels.bincount({}, classes), labels.index_select(0, left).bincount({}, classes), request);
  if (request.imbalance > 1) {
    const auto tail = long_tailed(labels.index_select(0, left), classes, request.imbalance, key.fold("long tail"));
    left = left.index_select(0, tail);
  }
  auto size = request.train_size > 0 ? request.train_size : left.size(0);
  if (size > left.size(0)) {
    logging::warning(fmt::format("train_size is {}, but {} {} are there to train on: all are used", size, left.size(0),
                                 request.noun));
    size = left.size(0);
  }
  split.training = shuffled(left, key.fold("training set")).narrow(0, 0, size);
  return split;
}

torch::Tensor long_tailed(const torch::Tensor& labels, std::int64_t classes, double imbalance, RandomKey key) {
  const auto largest = static_cast<double>(labels.bincount({}, classes).max().item<std::int64_t>());
  std::vector<torch::Tensor> kept;
  for (std::int64_t c = 0; c < classes; ++c) {
    const auto order = shuffled(members(labels, c), key.fold(static_cast<std::uint64_t>(c)));
    const auto share =
        largest *
        std::pow(1 / imbalance, static_cast<double>(c) / static_cast<double>(std::max<std::int64_t>(classes - 1, 1)));
    const auto count = std::max<std::int64_t>(1, static_cast<std::int64_t>(share));
    kept.push_back(order.narrow(0, 0, std::min(count, order.size(0))));
  }
  return std::get<0>(torch::cat(kept).sort());
}

torch::Tensor subset(const torch::Tensor& labels, std::int64_t classes, std::int64_t size, bool is_balanced,
                     RandomKey key) {
  if (size == 0 || size >= labels.size(0)) return torch::arange(labels.size(0));
  return is_balanced ? balanced(labels, classes, size, key)
                     : shuffled(torch::arange(labels.size(0)), key).narrow(0, 0, size);
}

}  // namespace meta_weight_net
