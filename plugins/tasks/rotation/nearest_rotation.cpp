#include "nearest_rotation.hpp"

#include <torch/torch.h>

#include <cmath>
#include <cstdint>
#include <numbers>

namespace rotation {

namespace {

/// Rounds off the last digits, so that quarter turns have a sine and cosine of exactly 0 and ±1.
double rounded(double value) { return std::round(value * 1e15) / 1e15; }

/// int64 [H W]: the source position of each pixel, −1 if it is outside.
torch::Tensor sources(std::int64_t height, std::int64_t width, double degrees) {
  const double radians = degrees * std::numbers::pi / 180;
  const double cosine = rounded(std::cos(radians));
  const double sine = rounded(std::sin(radians));
  const double middle_x = static_cast<double>(width) / 2;
  const double middle_y = static_cast<double>(height) / 2;
  auto source = torch::empty({height, width}, torch::kInt64);
  auto at = source.accessor<std::int64_t, 2>();
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const double right = static_cast<double>(x) + 0.5 - middle_x;
      const double down = static_cast<double>(y) + 0.5 - middle_y;
      const auto from_x = static_cast<std::int64_t>(std::floor(cosine * right - sine * down + middle_x));
      const auto from_y = static_cast<std::int64_t>(std::floor(sine * right + cosine * down + middle_y));
      const bool inside = from_x >= 0 && from_x < width && from_y >= 0 && from_y < height;
      at[y][x] = inside ? from_y * width + from_x : -1;
    }
  }
  return source.view({height * width});
}

}  // namespace

torch::Tensor rotated_nearest(const torch::Tensor& images, double degrees) {
  const auto source = sources(images.size(2), images.size(3), degrees);
  auto turned = images.flatten(2).index_select(2, source.clamp_min(0));
  return turned.masked_fill_(source.lt(0), 0).view(images.sizes());
}

}  // namespace rotation
