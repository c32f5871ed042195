#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/random.hpp"

namespace meta_weight_net {

using namespace evograd;

/// Positions in the data set, int64; no example is in both.
struct Split {
  torch::Tensor meta;
  torch::Tensor training;  ///< in random order, so any prefix is a random sample
};

/// How a training part is divided.
struct SplitRequest {
  std::vector<std::string> classes;  ///< names
  std::string noun = "examples";
  std::int64_t meta_size = 0;   ///< 0 for no meta set
  bool balanced_meta = true;    ///< equally many of each class, else as they come
  std::int64_t train_size = 0;  ///< at most; 0 for all
  double imbalance = 1;         ///< see long_tailed()
  torch::Tensor
      meta_labels{};  ///< int64 [N], labels that the meta set has instead, -1 for examples that it cannot take
};

/// Takes a meta set out of `labels`, int64 [N], then a training set from the rest. A function of `key`.
///
/// If meta_size is not a multiple of the number of classes, the first classes of a balanced meta set have one more
/// example. Throws Error if a class has too few examples for the meta set, or none left for training; warns if there
/// are fewer training examples than train_size.
Split split_training_part(const torch::Tensor& labels, const SplitRequest& request, RandomKey key);

/// Positions of a long-tailed subset of `labels`, int64 [N] in 0 … `classes`-1, ascending: of class c at most
/// n μ^(c/(C-1)) examples, at least one, with n the size of the largest class and μ = 1/`imbalance`. A function of
/// `key`.
///
/// Citation: Y. Cui et al., Class-balanced loss based on effective number of samples, CVPR 2019, whose profile
/// Meta-Weight-Net uses.
torch::Tensor long_tailed(const torch::Tensor& labels, std::int64_t classes, double imbalance, RandomKey key);

/// At most `size` positions (0 for all) of an own meta set with these `labels`, balanced or as they come.
torch::Tensor subset(const torch::Tensor& labels, std::int64_t classes, std::int64_t size, bool balanced,
                     RandomKey key);

}  // namespace meta_weight_net
