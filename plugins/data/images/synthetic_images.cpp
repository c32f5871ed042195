#include "data/images/synthetic_images.hpp"

#include <torch/torch.h>

#include <algorithm>

namespace data {
namespace {

constexpr std::int64_t chunk_images = 1000;  // limits the memory of the float copy
constexpr double middle_grey = 127.5;

/// Float [classes, C, H, W]: noise on a grid four times coarser, upsampled, so that convolutions and pooling preserve
/// it.
torch::Tensor prototypes(const SyntheticImages& kind, RandomKey key) {
  const auto coarse = [](std::int64_t length) { return (length + 3) / 4; };
  const auto height = kind.shape[1];
  const auto width = kind.shape[2];
  const auto grid =
      torch::randn({kind.classes, kind.shape[0], coarse(height), coarse(width)}, key.fold("prototype").generator());
  return torch::upsample_bilinear2d(grid, {height, width}, /*align_corners=*/false) * kind.contrast + middle_grey;
}

}  // namespace

ImageSet synthetic_images(const SyntheticImages& kind, std::int64_t count, RandomKey key, std::string_view part) {
  const torch::NoGradGuard no_grad;
  const auto prototype = prototypes(kind, key);
  ImageSet set{torch::empty({count, kind.shape[0], kind.shape[1], kind.shape[2]}, torch::kUInt8),
               torch::arange(count).remainder(kind.classes)};
  for (std::int64_t start = 0; start < count; start += chunk_images) {
    const auto length = std::min(chunk_images, count - start);
    auto image = prototype.index_select(0, set.labels.narrow(0, start, length));
    auto generator = key.fold(part).fold(static_cast<std::uint64_t>(start)).generator();
    image.add_(torch::randn(image.sizes(), generator), kind.noise);
    set.images.narrow(0, start, length).copy_(image.clamp_(0, 255).round_());
  }
  return set;
}

}  // namespace data
