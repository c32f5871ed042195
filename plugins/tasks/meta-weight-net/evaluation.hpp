#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "evograd/shared_evaluation.hpp"
#include "networks/classifier.hpp"
#include "noisy_examples.hpp"

namespace meta_weight_net {

/// The result of each example of a selection, on the CPU.
struct ExampleScores {
  torch::Tensor losses;   ///< double [n], cross entropies
  torch::Tensor correct;  ///< bool [n]

  double mean_loss() const;
  double accuracy() const;  ///< percent
};

/// The losses of `classifier`, in its current modes, on `selection` without augmentation, in batches of `batch_size`,
/// on the classifier's device, in its dtype and memory format. Without gradient. `noun` says what the examples are,
/// `shared` which processes share the batches.
ExampleScores score_examples(networks::Classifier& classifier, const Selection& selection, const std::string& noun,
                             std::int64_t batch_size, const evograd::SharedEvaluation& shared);

}  // namespace meta_weight_net
