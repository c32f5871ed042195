#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace data {

/// One decoded picture, plane after plane: uint8 [C, H, W] with C = 1 or 3.
struct PlanarImage {
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;

  std::size_t plane() const { return static_cast<std::size_t>(height * width); }
};

/// Larger pictures are refused: a few bytes of a file can claim any size.
constexpr std::int64_t largest_picture = 100'000'000;  // pixels

/// Throws Error naming `name` when that many rows and columns are more than largest_picture.
void refuse_if_too_large(std::int64_t height, std::int64_t width, const std::string& name);

}  // namespace data
