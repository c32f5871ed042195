#pragma once

#include <torch/types.h>

#include <cstdint>

#include "evograd/random.hpp"

namespace data {

using namespace evograd;

/// Selects the examples of the batch of a step: each example once per epoch, in an order drawn anew for each epoch.
///
/// indices(step) is a function of (key, step, batch size, N) alone: there is no position to save, and steps may be
/// requested in any order. The N mod batch-size examples at the end of an epoch's order are omitted from that epoch.
/// The last epoch's order is kept, so sequential steps draw one permutation per epoch; not thread-safe.
class EpochSampler {
 public:
  /// Throws Error unless 1 <= batch_size <= examples.
  EpochSampler(RandomKey key, std::int64_t examples, std::int64_t batch_size);

  /// int64 [batch_size], distinct, in 0 … N-1.
  torch::Tensor indices(std::int64_t step);

  std::int64_t batches_per_epoch() const { return examples_ / batch_size_; }

 private:
  RandomKey key_;
  std::int64_t examples_;
  std::int64_t batch_size_;
  std::int64_t epoch_ = -1;
  torch::Tensor order_;
};

}  // namespace data
