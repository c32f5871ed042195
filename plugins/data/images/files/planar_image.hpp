#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace data {

/// One decoded image, plane by plane: uint8 [C, H, W] with C = 1 or 3.
struct PlanarImage {
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;

  std::size_t plane() const { return static_cast<std::size_t>(height * width); }
};

/// Larger images are rejected: a few bytes of a file can declare any size.
constexpr std::int64_t largest_picture = 100'000'000;  // pixels

/// Throws Error naming `name` if the number of pixels exceeds largest_picture.
void refuse_if_too_large(std::int64_t height, std::int64_t width, const std::string& name);

}  // namespace data
