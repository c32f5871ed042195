#include "learned_rotation.hpp"

#include <torch/torch.h>

#include "evograd/autocast.hpp"

namespace rotation {

namespace {

// The codes of LibTorch's sampler.
constexpr std::int64_t bilinear = 0;
constexpr std::int64_t zeros_outside = 0;

}  // namespace

torch::Tensor rotated(const torch::Tensor& images, const torch::Tensor& angle) {
  const evograd::AutocastScope full_precision(std::nullopt);  // the angle is λ
  const auto batch = images.size(0);
  const auto channels = images.size(1);
  const auto height = images.size(2);
  const auto width = images.size(3);
  // Coordinates range from −1 to 1 along both sides, so a rotation of pixels is a rotation of coordinates only up to
  // the aspect ratio.
  const double ratio = static_cast<double>(width) / static_cast<double>(height);
  const auto cosine = angle.cos();
  const auto sine = angle.sin();
  const auto zero = torch::zeros_like(cosine);
  const auto matrix = torch::cat({cosine, sine / -ratio, zero, sine * ratio, cosine, zero}).view({1, 2, 3});
  const auto grid = torch::affine_grid_generator(matrix, {1, channels, height, width}, /*align_corners=*/false);
  // One angle for all images: they become the channels of a single image, whose grid and weights are computed once.
  const auto stacked = images.reshape({1, batch * channels, height, width});
  return torch::grid_sampler(stacked, grid, bilinear, zeros_outside, /*align_corners=*/false).view(images.sizes());
}

}  // namespace rotation
