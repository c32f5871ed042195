#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "evograd/batch.hpp"
#include "evograd/random.hpp"
#include "options.hpp"
#include "support/epoch_sampler.hpp"
#include "support/image_data.hpp"

namespace evograd::rotation {

/// The task's data: upright training images, rotated validation images, test images both ways.
///
/// Split and order are functions of the key; a batch is one of (key, step) alone. Validation and test images are
/// rotated once, as bytes.
class SplitImages {
 public:
  /// Reads, splits and rotates. Throws Error naming the file or the option.
  SplitImages(const RotationOptions& options, const std::filesystem::path& folder, RandomKey key);

  /// "image", float [B, C, H, W], normalised, upright; "label", int64 [B].
  Batch training_batch(std::int64_t step);
  /// The same of rotated images.
  Batch validation_batch(std::int64_t step);

  const support::ImageSet& rotated_validation() const { return validation_; }
  const support::ImageSet& upright_test() const { return data_.test; }
  const support::ImageSet& rotated_test() const { return rotated_test_; }
  /// int64, positions in the training file; no image is in both.
  const torch::Tensor& training_positions() const { return training_positions_; }
  const torch::Tensor& validation_positions() const { return validation_positions_; }

  const support::Normalization& normalization() const { return data_.normalization; }
  std::int64_t classes() const { return data_.classes; }
  std::vector<std::int64_t> image_shape() const { return data_.training.images.sizes().slice(1).vec(); }

 private:
  support::ImageData data_;
  support::ImageSet validation_;
  support::ImageSet rotated_test_;
  torch::Tensor training_positions_;
  torch::Tensor validation_positions_;
  std::optional<support::EpochSampler> training_order_;
  std::optional<support::EpochSampler> validation_order_;
};

}  // namespace evograd::rotation
