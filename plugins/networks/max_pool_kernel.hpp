#pragma once

#include <cstdint>

namespace networks {

/// Square windows over the maps of consecutive images, NCHW or NHWC in memory; NCHW is not padded.
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

/// Writes the maximum of each window, NaN if the window contains one; if `position` is not null also its position in
/// the map, row · width + column, the first one at ties. Both have the memory layout of the maps.
template <class Scalar>
void max_pool(const Pooling& pooling, const Scalar* maps, Scalar* pooled, std::int32_t* position);

/// Adds each number of `pooled` to the element of `maps` at `position`.
template <class Scalar>
void add_at_positions(const Pooling& pooling, const Scalar* pooled, const std::int32_t* position, Scalar* maps);

}  // namespace networks
