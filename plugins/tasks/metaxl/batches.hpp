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

/// Selects the source texts of the batch of a step: each text once per epoch or, if balanced, a label and then a text
/// of this label, both drawn uniformly. A function of key and step alone.
class SourceSampler {
 public:
  /// Throws Error, naming the option, if there are fewer texts than the batch size.
  SourceSampler(RandomKey key, const std::vector<LabelledText>& texts, std::int64_t batch_size, bool balanced);

  /// int64 [batch_size].
  torch::Tensor indices(std::int64_t step);

 private:
  RandomKey key_;
  std::int64_t batch_size_;
  std::optional<data::EpochSampler> epochs_;
  torch::Tensor by_label_;      ///< balanced: the texts' numbers, label by label
  torch::Tensor first_, many_;  ///< [labels that occur], offset of each in by_label_, and its number of texts
};

/// Selects the target texts of the two batches of a step. They are disjoint if a part is held out.
class TargetSampler {
 public:
  /// `held` texts of each batch are for the meta loss and `batch_size − held` for training; if `held` is 0, all are
  /// used for both. Throws Error, naming the option, if there are fewer texts than the batch size.
  TargetSampler(RandomKey key, std::int64_t texts, std::int64_t batch_size, std::int64_t held);

  torch::Tensor training(std::int64_t step);    ///< int64
  torch::Tensor validation(std::int64_t step);  ///< int64

 private:
  std::int64_t held_;
  data::EpochSampler epochs_;
};

}  // namespace metaxl
