#pragma once

#include <cstdint>

#include "data/images/image_set.hpp"
#include "data/images/normalization.hpp"
#include "evograd/shared_evaluation.hpp"
#include "networks/classifier.hpp"

namespace rotation {

/// The scores of a classifier on a set.
struct Scores {
  double accuracy = 0;   ///< percent
  double mean_loss = 0;  ///< cross entropy
};

/// The scores of `classifier`, in its current modes, on all of `set`, in batches of `batch_size`, on the classifier's
/// device and in its dtype. Without gradient. `shared` says which processes share the batches.
Scores score(networks::Classifier& classifier, const data::ImageSet& set, const data::Normalization& normalization,
             std::int64_t batch_size, const evograd::SharedEvaluation& shared);

}  // namespace rotation
