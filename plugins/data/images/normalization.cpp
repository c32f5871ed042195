#include "data/images/normalization.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace data {

namespace {

constexpr std::int64_t grey_levels = 256;

}  // namespace

torch::Tensor Normalization::operator()(const torch::Tensor& images) const {
  const auto per_channel = [](const torch::Tensor& values) { return values.view({1, -1, 1, 1}); };
  auto pixels = images.to(torch::kFloat32);
  return pixels.mul_(per_channel(1 / (255 * deviation))).sub_(per_channel(mean / deviation));
}

Normalization measured_normalization(const torch::Tensor& images) {
  const auto channels = images.size(1);
  const Normalization result{torch::empty({channels}), torch::empty({channels})};
  const auto level = torch::arange(grey_levels, torch::kFloat64) / 255;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    // From the histogram: exact, and without a float copy of the complete set.
    auto share = torch::bincount(images.select(1, channel).reshape({-1}), {}, grey_levels).to(torch::kFloat64);
    share /= share.sum();
    const auto mean = (share * level).sum().item<double>();
    const auto variance = (share * (level - mean).square()).sum().item<double>();
    result.mean[channel] = mean;
    result.deviation[channel] = std::max(std::sqrt(variance), 1.0 / 255);
  }
  return result;
}

}  // namespace data
