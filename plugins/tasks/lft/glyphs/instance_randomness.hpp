#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// Random numbers for n images: for the batch, or for each image from its own key, so that an image is the same in any
/// batch.
class InstanceRandomness {
 public:
  /// Numbers are a function of the key, n and the preceding calls.
  InstanceRandomness(RandomKey batch, std::int64_t images);

  /// The numbers of image i are a function of each[i] and the preceding calls.
  explicit InstanceRandomness(const std::vector<RandomKey>& each);

  /// Float [n, count], uniform in [0, 1).
  torch::Tensor uniform(std::int64_t count);

  /// Float [n, count], standard normal.
  torch::Tensor normal(std::int64_t count);

 private:
  std::int64_t images_;
  std::vector<at::Generator> generators_;  ///< one for all images, or one per image
};

}  // namespace lft
