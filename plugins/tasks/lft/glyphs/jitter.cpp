#include "tasks/lft/glyphs/jitter.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tasks/lft/glyphs/neighbourhood.hpp"

namespace lft {
namespace {

// The codes of LibTorch's sampler.
constexpr std::int64_t bilinear = 0;
constexpr std::int64_t zeros_outside = 0;

constexpr std::int64_t bends = 4;  // per side

/// Column `at` of `uniform` spread over low … high: [n].
torch::Tensor spread(const torch::Tensor& uniform, std::int64_t at, double low, double high) {
  return uniform.select(1, at).mul(high - low).add_(low);
}

/// Makes the strokes of some masters one pixel thicker on all sides, and fades the outermost pixel of as many.
torch::Tensor stroked(const torch::Tensor& masters, const torch::Tensor& uniform, double strength) {
  const double rate = 0.25 * std::min(strength, 1.5);
  if (rate == 0) return masters;
  const auto draw = uniform.view({-1, 1, 1, 1});
  const auto thinner = torch::maximum(eroded(masters, 1), masters * 0.3);
  return torch::where(draw.lt(rate), dilated(masters, 1), torch::where(draw.gt(1 - rate), thinner, masters));
}

/// The source positions of the output pixels under the affine map: [n, size, size, 2] in [-1, 1], x before y.
torch::Tensor affine_grid(const torch::Tensor& uniform, double strength, std::int64_t size) {
  const double degrees = 15 * strength;
  const auto angle = spread(uniform, 0, -degrees, degrees).mul_(std::numbers::pi / 180);
  const auto stretch_x = spread(uniform, 1, 0.85, 1.25).pow_(strength);
  const auto stretch_y = stretch_x * spread(uniform, 2, 0.85, 1.18).pow_(strength);
  const auto shear = spread(uniform, 3, -0.2 * strength, 0.2 * strength);
  const auto shift_x = spread(uniform, 4, -0.12 * strength, 0.12 * strength);
  const auto shift_y = spread(uniform, 5, -0.12 * strength, 0.12 * strength);
  const auto cosine = angle.cos();
  const auto sine = angle.sin();
  // Stretched, then slanted, then rotated.
  const auto matrix = torch::stack({cosine * stretch_x, (cosine * shear - sine) * stretch_y, shift_x,  //
                                    sine * stretch_x, (sine * shear + cosine) * stretch_y, shift_y},
                                   1);
  return torch::affine_grid_generator(matrix.view({-1, 2, 3}), {uniform.size(0), 1, size, size},
                                      /*align_corners=*/false);
}

/// Smooth displacements from `coarse`, [n, 4 · 4 · 2]: [n, size, size, 2].
torch::Tensor bent(const torch::Tensor& coarse, std::int64_t size) {
  // Upsampling is linear, so the images of the unit vectors give its matrix: one product instead of n upsamplings.
  const auto units = torch::eye(bends * bends).view({-1, 1, bends, bends});
  const auto matrix = torch::upsample_bicubic2d(units, {size, size}, /*align_corners=*/false).view({-1, size * size});
  const auto planes = torch::mm(coarse.view({-1, bends * bends}), matrix);
  return planes.view({-1, 2, size, size}).permute({0, 2, 3, 1});
}

}  // namespace

torch::Tensor jittered(const torch::Tensor& masters, double strength, std::int64_t size, InstanceRandomness& random) {
  const auto uniform = random.uniform(7);
  const auto bending = random.normal(2 * bends * bends).mul_(0.05 * strength);
  // Images much smaller than the masters are sampled more finely and averaged; otherwise thin strokes would be lost.
  const auto samples = std::max<std::int64_t>(1, masters.size(3) / size);
  const auto fine = samples * size;
  const auto grid = affine_grid(uniform, strength, fine) + bent(bending, fine);
  const auto thick = stroked(masters, uniform.select(1, 6), strength);
  const auto picture = torch::grid_sampler(thick, grid, bilinear, zeros_outside, /*align_corners=*/false).clamp_(0, 1);
  return samples == 1 ? picture : torch::avg_pool2d(picture, samples);
}

}  // namespace lft
