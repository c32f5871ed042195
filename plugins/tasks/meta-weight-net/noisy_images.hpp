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
#include "split.hpp"

namespace meta_weight_net {

using namespace evograd;

/// A subset of an image set and its labels, without a copy of the pixels.
struct Selection {
  const data::ImageSet& set;
  torch::Tensor positions;     ///< int64 [n], in `set`
  torch::Tensor labels;        ///< int64 [n], the labels used for learning
  torch::Tensor clean_labels;  ///< int64 [n]

  std::int64_t size() const { return positions.size(0); }
};

/// The task's data: training images with partly wrong labels, a separate clean meta set, a test set.
///
/// Split, noise, batch order and augmentation are functions of the key; a batch is a function of (key, step) alone.
class NoisyImages {
 public:
  /// Reads and splits the data. Throws Error naming the file or the option.
  NoisyImages(const MetaWeightNetOptions& options, const std::filesystem::path& folder, RandomKey key);

  /// "image", float [B, C, H, W], normalised; "label", int64 [B], partly wrong; "clean_label", int64 [B].
  Batch training_batch(std::int64_t step);
  /// "image" and "label" of clean images, in the same form.
  Batch meta_batch(std::int64_t step);

  Selection training() const { return {data_.training, split_.training, noisy_labels_, clean_labels_}; }
  Selection meta() const { return {data_.training, split_.meta, meta_labels_, meta_labels_}; }
  Selection test() const;
  const torch::Tensor& transition() const { return transition_; }
  const data::Normalization& normalization() const { return data_.normalization; }
  std::int64_t classes() const { return data_.classes; }
  std::vector<std::int64_t> image_shape() const { return data_.training.images.sizes().slice(1).vec(); }
  /// The fraction of training labels that are wrong.
  double corrupted_fraction() const;

 private:
  torch::Tensor pixels(const torch::Tensor& positions, RandomKey augmentation) const;

  RandomKey key_;
  data::ImageData data_;
  Split split_;
  std::int64_t test_size_;
  bool augment_;
  torch::Tensor transition_;
  torch::Tensor clean_labels_;
  torch::Tensor noisy_labels_;
  torch::Tensor meta_labels_;
  std::optional<data::EpochSampler> training_order_;
  std::optional<data::EpochSampler> meta_order_;
};

}  // namespace meta_weight_net
