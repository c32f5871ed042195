#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// Random numbers for n images: as a batch, or each image from a key of its own, so that it is the same in any batch.
class InstanceRandomness {
 public:
  /// Numbers are a function of the key, n and the calls so far.
  InstanceRandomness(RandomKey batch, std::int64_t images);

  /// The numbers of image i are a function of each[i] and the calls so far.
  explicit InstanceRandomness(const std::vector<RandomKey>& each);

  /// Float [n, count], uniform in [0, 1).
  torch::Tensor uniform(std::int64_t count);

  /// Float [n, count], of mean 0 and deviation 1.
  torch::Tensor normal(std::int64_t count);

 private:
  std::int64_t images_;
  std::vector<at::Generator> generators_;  ///< one for all, or one an image
};

}  // namespace lft
