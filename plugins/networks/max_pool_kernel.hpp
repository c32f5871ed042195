#pragma once

#include <cstdint>

namespace networks {

/// Square windows over maps of one image after the other, NCHW or NHWC in memory; NCHW is not padded.
struct Pooling {
  std::int64_t images = 0;
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t window = 0;
  std::int64_t stride = 0;
  std::int64_t padding = 0;
  bool channels_last = false;

  std::int64_t pooled_height() const { return (height + 2 * padding - window) / stride + 1; }
  std::int64_t pooled_width() const { return (width + 2 * padding - window) / stride + 1; }
};

/// Largest value of each window, NaN where one is in it; where `position` is not null also its place in the map,
/// row · width + column, the first of equals. Both are laid out as the maps are.
template <class Scalar>
void max_pool(const Pooling& pooling, const Scalar* maps, Scalar* pooled, std::int32_t* position);

/// Adds each number of `pooled` to the place of `maps` that `position` says.
template <class Scalar>
void add_at_positions(const Pooling& pooling, const Scalar* pooled, const std::int32_t* position, Scalar* maps);

}  // namespace networks
