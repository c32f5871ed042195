#pragma once

#include <cstdint>
#include <vector>

namespace lft {

/// A grey image, 0 is paper and 255 is ink, row by row from the top.
struct Raster {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  Raster(int width, int height) : width(width), height(height), pixels(static_cast<std::size_t>(width) * height) {}

  std::uint8_t& at(int x, int y) { return pixels[static_cast<std::size_t>(y) * width + x]; }
  std::uint8_t at(int x, int y) const { return pixels[static_cast<std::size_t>(y) * width + x]; }
};

/// The smallest part of `picture` that contains its ink; empty if there is none.
Raster cropped(const Raster& picture);

/// `picture` resized to the given sides, both at least 1, with the three-lobed Lanczos filter, widened when shrinking
/// so that no pixel is skipped: Pillow's Image.resize(…, LANCZOS).
Raster resized(const Raster& picture, int width, int height);

/// `picture` centred in `side` x `side` pixels; it must fit.
Raster centred(const Raster& picture, int side);

}  // namespace lft
