#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "data/epoch_sampler.hpp"
#include "data/images/image_data.hpp"
#include "evograd/batch.hpp"
#include "evograd/random.hpp"
#include "options.hpp"

namespace rotation {

using namespace evograd;

/// The task's data: upright training images, rotated validation images, test images both upright and rotated.
///
/// Split and order are functions of the key; a batch is a function of (key, step) alone. Validation and test images are
/// rotated once, as bytes.
class SplitImages {
 public:
  /// Reads, splits and rotates the data. Throws Error naming the file or the option.
  SplitImages(const RotationOptions& options, const std::filesystem::path& folder, RandomKey key);

  /// "image", float [B, C, H, W], normalised, upright; "label", int64 [B].
  Batch training_batch(std::int64_t step);
  /// The same for rotated images.
  Batch validation_batch(std::int64_t step);

  const data::ImageSet& rotated_validation() const { return validation_; }
  const data::ImageSet& upright_test() const { return data_.test; }
  const data::ImageSet& rotated_test() const { return rotated_test_; }
  /// int64, positions in the training file; no image is in both sets.
  const torch::Tensor& training_positions() const { return training_positions_; }
  const torch::Tensor& validation_positions() const { return validation_positions_; }

  const data::Normalization& normalization() const { return data_.normalization; }
  std::int64_t classes() const { return data_.classes; }
  std::vector<std::int64_t> image_shape() const { return data_.training.images.sizes().slice(1).vec(); }

 private:
  data::ImageData data_;
  data::ImageSet validation_;
  data::ImageSet rotated_test_;
  torch::Tensor training_positions_;
  torch::Tensor validation_positions_;
  std::optional<data::EpochSampler> training_order_;
  std::optional<data::EpochSampler> validation_order_;
};

}  // namespace rotation
