#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "corpus.hpp"
#include "data/epoch_sampler.hpp"
#include "evograd/random.hpp"

namespace metaxl {

using namespace evograd;

/// Which texts of the source make up the batch of a step: each once an epoch, or, where balanced, of labels and then
/// texts of a label drawn with equal chances. A function of key and step alone.
class SourceSampler {
 public:
  /// Throws Error, naming the option, when there are fewer texts than the batch has.
  SourceSampler(RandomKey key, const std::vector<LabelledText>& texts, std::int64_t batch_size, bool balanced);

  /// int64 [batch_size].
  torch::Tensor indices(std::int64_t step);

 private:
  RandomKey key_;
  std::int64_t batch_size_;
  std::optional<data::EpochSampler> epochs_;
  torch::Tensor by_label_;      ///< balanced: the texts' numbers, label after label
  torch::Tensor first_, many_;  ///< [labels that occur], where in by_label_ each begins, and how many it has
};

/// Which texts of the target make up the two batches of a step. They are disjoint where a part is held.
class TargetSampler {
 public:
  /// `held` of each batch are for the meta loss and `batch_size − held` to train on; all of them are for both where
  /// `held` is 0. Throws Error, naming the option, when there are fewer texts than the batch has.
  TargetSampler(RandomKey key, std::int64_t texts, std::int64_t batch_size, std::int64_t held);

  torch::Tensor training(std::int64_t step);    ///< int64
  torch::Tensor validation(std::int64_t step);  ///< int64

 private:
  std::int64_t held_;
  data::EpochSampler epochs_;
};

}  // namespace metaxl
