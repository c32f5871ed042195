#include "tasks/lft/glyphs/styles.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "evograd/error.hpp"
#include "tasks/lft/glyphs/neighbourhood.hpp"

namespace lft {
namespace {

constexpr std::int64_t clouds = 5;   // cells per side of a cloudy surface
constexpr std::int64_t tiles = 12;   // per side of a mosaic
constexpr double speck_rate = 0.06;  // black specks, and as many white ones

std::int64_t side(const torch::Tensor& ink) { return ink.size(2); }

std::int64_t pixels(const torch::Tensor& ink) { return ink.size(2) * ink.size(3); }

/// A neighbourhood of 3 x 3 pixels in an image of side 32, proportionally larger or smaller in others.
std::int64_t radius(const torch::Tensor& ink) {
  return std::max<std::int64_t>(1, std::lround(static_cast<double>(side(ink)) / 32));
}

/// Column `at` of `uniform`, scaled to low … high, one number per image: [n, 1, 1, 1].
torch::Tensor one_each(const torch::Tensor& uniform, std::int64_t at, double low, double high) {
  return uniform.narrow(1, at, 1).mul(high - low).add_(low).view({-1, 1, 1, 1});
}

/// The S² columns of `numbers` from `at`, one number per pixel: [n, 1, S, S].
torch::Tensor one_a_pixel(const torch::Tensor& numbers, std::int64_t at, const torch::Tensor& ink) {
  return numbers.narrow(1, at, pixels(ink)).reshape(ink.sizes());
}

torch::Tensor pixel_noise(const torch::Tensor& ink, double deviation, InstanceRandomness& random) {
  return random.normal(pixels(ink)).mul_(deviation).view(ink.sizes());
}

torch::Tensor print(const torch::Tensor& ink, InstanceRandomness& random) {
  const auto strength = one_each(random.uniform(1), 0, 0.6, 1);
  return pixel_noise(ink, 0.05, random).add_(1).sub_(ink * strength);
}

torch::Tensor chalk(const torch::Tensor& ink, InstanceRandomness& random) {
  const auto uniform = random.uniform(2 + pixels(ink));
  const auto strength = one_each(uniform, 0, 0.9, 1.6);
  const auto board = one_each(uniform, 1, 0, 0.25);
  const auto grains = ink * one_a_pixel(uniform, 2, ink).lt(0.6);
  return blurred(grains, radius(ink)).mul_(strength).add_(board).add_(pixel_noise(ink, 0.08, random));
}

torch::Tensor outline(const torch::Tensor& ink, InstanceRandomness& random) {
  const auto strength = one_each(random.uniform(1), 0, 0.6, 1);
  const auto contour = dilated(ink, radius(ink)).sub_(ink);
  return pixel_noise(ink, 0.08, random).add_(1).sub_(contour.mul_(strength));
}

/// Clouds of 0 … 0.5 times `height`, from the columns of `uniform` at `at`, with 0 … 0.15 of grain.
torch::Tensor cloudy(const torch::Tensor& uniform, std::int64_t at, double height, const torch::Tensor& ink) {
  const auto coarse = uniform.narrow(1, at, clouds * clouds).reshape({-1, 1, clouds, clouds});
  const auto smooth = torch::upsample_bilinear2d(coarse, {side(ink), side(ink)}, /*align_corners=*/false);
  return smooth.mul_(height).add_(one_a_pixel(uniform, at + clouds * clouds, ink), 0.15);
}

torch::Tensor texture(const torch::Tensor& ink, InstanceRandomness& random) {
  const auto surface = clouds * clouds + pixels(ink);
  const auto uniform = random.uniform(1 + 2 * surface);
  const auto ground = cloudy(uniform, 1, 0.5, ink).add_(0.2);
  const auto lighter = uniform.narrow(1, 0, 1).lt(0.5).view({-1, 1, 1, 1});
  const auto letter = cloudy(uniform, 1 + surface, 0.3, ink).add_(lighter.to(ink.dtype())).sub_(0.25);
  return torch::lerp(ground, letter, ink);
}

torch::Tensor mosaic(const torch::Tensor& ink, InstanceRandomness& random) {
  const auto uniform = random.uniform(1 + pixels(ink));
  const auto count = std::min(tiles, side(ink));
  const auto tiled = torch::upsample_nearest2d(torch::adaptive_avg_pool2d(ink, {count, count}), {side(ink), side(ink)});
  const auto strength = one_each(uniform, 0, 0.6, 1);
  const auto speck = one_a_pixel(uniform, 1, ink);
  return torch::rsub(tiled * strength, 1)
      .masked_fill_(speck.lt(speck_rate), 0)
      .masked_fill_(speck.gt(1 - speck_rate), 1);
}

torch::Tensor drawn(const torch::Tensor& ink, Style style, InstanceRandomness& random) {
  switch (style) {
    case Style::print:
      return print(ink, random);
    case Style::chalk:
      return chalk(ink, random);
    case Style::outline:
      return outline(ink, random);
    case Style::texture:
      return texture(ink, random);
    case Style::mosaic:
      break;
  }
  return mosaic(ink, random);
}

}  // namespace

Style style_named(const std::string& name) {
  if (name == "print") return Style::print;
  if (name == "chalk") return Style::chalk;
  if (name == "outline") return Style::outline;
  if (name == "texture") return Style::texture;
  if (name == "mosaic") return Style::mosaic;
  throw Error("glyphs", "unknown style '" + name + "'", "use print, chalk, outline, texture or mosaic");
}

torch::Tensor styled(const torch::Tensor& ink, Style style, InstanceRandomness& random) {
  return drawn(ink, style, random).clamp_(0, 1).mul_(2).sub_(1);
}

}  // namespace lft
