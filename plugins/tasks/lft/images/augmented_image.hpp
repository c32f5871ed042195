#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// A decoded image: uint8 [channels, height, width] with 1 or 3 channels.
struct Pixels {
  const std::uint8_t* values;
  std::int64_t channels;
  std::int64_t height;
  std::int64_t width;
};

/// The augmentation of an image: a crop, scaled to the output square, mirrored, with jittered colours.
struct Augmentation {
  std::int64_t top = 0;
  std::int64_t left = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool mirrored = false;
  float brightness = 1;  ///< 1 leaves the image unchanged, also below
  float contrast = 1;
  float colour = 1;
};

/// The crop of RandomResizedCrop (8 % to 100 % of the area, sides 3:4 to 4:3; after ten failed draws the largest
/// central crop within these ratios), the reference's jitter of strength 0.4, mirroring with probability 1/2: a
/// function of the image's size, `key` and `position`.
Augmentation drawn_augmentation(std::int64_t height, std::int64_t width, RandomKey key, std::uint64_t position);

/// Makes images square and normalised, `size` × `size` with `channels` = 1 or 3. Not thread-safe: one instance per
/// thread.
///
/// Scaling is bilinear with antialiasing, as in PIL, without intermediate rounding. Brightness, contrast and colour
/// follow PIL's ImageEnhance, in this order. Grey images get three equal channels; with 1 channel colour becomes luma.
/// Normalised by ImageNet's mean and standard deviation, for 1 channel by 0.449 and 0.226.
class SquareImages {
 public:
  SquareImages(std::int64_t size, std::int64_t channels) : size_(size), channels_(channels) {}

  /// Writes [channels, size, size] to `target`.
  void augmented(const Pixels& image, const Augmentation& augmentation, float* target);

  /// The centre crop of the image after scaling its short side to 1.15 × size.
  void centred(const Pixels& image, float* target);

 private:
  void jitter(const Augmentation& augmentation);
  void normalize(float* target) const;

  std::int64_t plane() const { return size_ * size_; }

  std::int64_t size_;
  std::int64_t channels_;
  std::int64_t planes_ = 0;  ///< 1 or 3: those in values_
  std::vector<float> values_;
  std::vector<float> scratch_;
};

}  // namespace lft
