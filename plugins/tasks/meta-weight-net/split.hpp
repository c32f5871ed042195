#pragma once

#include <torch/types.h>

#include <cstdint>

#include "evograd/random.hpp"

namespace meta_weight_net {

using namespace evograd;

/// Positions in the data set, int64; no image is in both.
struct Split {
  torch::Tensor meta;
  torch::Tensor training;  ///< in random order, so any prefix is a random sample
};

/// Takes a class-balanced meta set out of `labels`, int64 [N] in 0 … `classes`-1, then a training set of `train_size`
/// (0 for all) from the rest. A function of `key`.
///
/// If meta_size is not a multiple of the number of classes, the first classes have one more image. Throws Error if a
/// class or the rest is too small.
Split split_off_meta_set(const torch::Tensor& labels, std::int64_t classes, std::int64_t meta_size,
                         std::int64_t train_size, RandomKey key);

}  // namespace meta_weight_net
