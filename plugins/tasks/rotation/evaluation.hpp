#pragma once

#include <cstdint>

#include "support/image_classifier.hpp"
#include "support/image_set.hpp"
#include "support/normalization.hpp"

namespace evograd::rotation {

/// How a classifier fares on a set.
struct Scores {
  double accuracy = 0;   ///< percent
  double mean_loss = 0;  ///< cross entropy
};

/// The scores of `classifier`, in its present modes, on all of `set`, in batches of `batch_size`, on the classifier's
/// device and in its dtype. Without gradient.
Scores score(support::ImageClassifier& classifier, const support::ImageSet& set,
             const support::Normalization& normalization, std::int64_t batch_size);

}  // namespace evograd::rotation
