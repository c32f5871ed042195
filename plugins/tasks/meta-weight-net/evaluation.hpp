#pragma once

#include <torch/types.h>

#include <cstdint>

#include "noisy_images.hpp"
#include "support/image_classifier.hpp"
#include "support/normalization.hpp"

namespace evograd::meta_weight_net {

/// How each example of a selection fares, on the CPU.
struct ExampleScores {
  torch::Tensor losses;   ///< double [n], cross entropies
  torch::Tensor correct;  ///< bool [n]

  double mean_loss() const;
  double accuracy() const;  ///< percent
};

/// The losses of `classifier`, in its present modes, on `selection` without augmentation, in batches of `batch_size`,
/// on the classifier's device, in its dtype and memory format. Without gradient.
ExampleScores score_examples(support::ImageClassifier& classifier, const Selection& selection,
                             const support::Normalization& normalization, std::int64_t batch_size);

}  // namespace evograd::meta_weight_net
