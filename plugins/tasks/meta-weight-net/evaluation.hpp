#pragma once

#include <torch/types.h>

#include <cstdint>

#include "data/images/normalization.hpp"
#include "networks/image_classifier.hpp"
#include "noisy_images.hpp"

namespace meta_weight_net {

/// The result of each example of a selection, on the CPU.
struct ExampleScores {
  torch::Tensor losses;   ///< double [n], cross entropies
  torch::Tensor correct;  ///< bool [n]

  double mean_loss() const;
  double accuracy() const;  ///< percent
};

/// The losses of `classifier`, in its current modes, on `selection` without augmentation, in batches of `batch_size`,
/// on the classifier's device, in its dtype and memory format. Without gradient.
ExampleScores score_examples(networks::ImageClassifier& classifier, const Selection& selection,
                             const data::Normalization& normalization, std::int64_t batch_size);

}  // namespace meta_weight_net
