#include "tasks/lft/images/augmented_image.hpp"

#include <algorithm>
#include <cmath>

#include "data/images/files/resample.hpp"

namespace lft {
namespace {

constexpr double smallest_area = 0.08;
constexpr double most_oblong = 4.0 / 3;
constexpr std::uint64_t crop_attempts = 10;
constexpr double jitter_strength = 0.4;
constexpr double evaluation_margin = 1.15;
constexpr std::array<float, 3> luma = {0.299F, 0.587F, 0.114F};
constexpr std::array<float, 3> means = {0.485F, 0.456F, 0.406F};
constexpr std::array<float, 3> deviations = {0.229F, 0.224F, 0.225F};
constexpr float grey_mean = 0.449F;
constexpr float grey_deviation = 0.226F;

/// [0, 1)
double unit(std::uint32_t word) { return word / 4294967296.0; }

/// 0 … last
std::int64_t draw_up_to(std::int64_t last, std::uint32_t word) {
  return static_cast<std::int64_t>(unit(word) * static_cast<double>(last + 1));
}

void draw_crop(Augmentation& crop, std::int64_t height, std::int64_t width, RandomKey key, std::uint64_t position) {
  const auto area = static_cast<double>(height * width);
  for (std::uint64_t attempt = 0; attempt < crop_attempts; ++attempt) {
    const auto words = philox(key.value(), attempt, position);
    const double target = area * (smallest_area + (1 - smallest_area) * unit(words[0]));
    const double ratio = std::exp(std::log(most_oblong) * (2 * unit(words[1]) - 1));
    crop.width = std::llround(std::sqrt(target * ratio));
    crop.height = std::llround(std::sqrt(target / ratio));
    if (crop.width < 1 || crop.width > width || crop.height < 1 || crop.height > height) continue;
    crop.top = draw_up_to(height - crop.height, words[2]);
    crop.left = draw_up_to(width - crop.width, words[3]);
    return;
  }
  crop.width = std::min(width, std::max<std::int64_t>(1, std::llround(static_cast<double>(height) * most_oblong)));
  crop.height = std::min(height, std::max<std::int64_t>(1, std::llround(static_cast<double>(width) * most_oblong)));
  crop.top = (height - crop.height) / 2;
  crop.left = (width - crop.width) / 2;
}

/// PIL's blend of an image with a degenerate one, clipped at black and white.
float blend(float degenerate, float value, float factor) {
  return std::min(std::max(degenerate + factor * (value - degenerate), 0.0F), 255.0F);
}

/// The sum of `count` values, in several partial sums that a processor can compute in parallel.
double total(const float* values, std::int64_t count) {
  std::array<float, 16> lanes{};
  std::int64_t i = 0;
  for (; i + 16 <= count; i += 16) {
    for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += values[i + static_cast<std::int64_t>(lane)];
  }
  double sum = 0;
  for (; i < count; ++i) sum += values[i];
  for (const float lane : lanes) sum += lane;
  return sum;
}

}  // namespace

Augmentation drawn_augmentation(std::int64_t height, std::int64_t width, RandomKey key, std::uint64_t position) {
  Augmentation drawn;
  draw_crop(drawn, height, width, key, position);
  const auto words = philox(key.value(), crop_attempts, position);
  const auto factor = [](std::uint32_t word) { return static_cast<float>(1 + jitter_strength * (2 * unit(word) - 1)); };
  drawn.brightness = factor(words[0]);
  drawn.contrast = factor(words[1]);
  drawn.colour = factor(words[2]);
  drawn.mirrored = (words[3] & 1) != 0;
  return drawn;
}

void SquareImages::augmented(const Pixels& image, const Augmentation& augmentation, float* target) {
  planes_ = image.channels;
  values_.resize(static_cast<std::size_t>(planes_ * plane()));
  const data::Resampling rows({augmentation.top, augmentation.height, size_, 0, size_});
  const data::Resampling columns({augmentation.left, augmentation.width, size_, 0, size_, augmentation.mirrored});
  for (std::int64_t channel = 0; channel < planes_; ++channel) {
    data::resample(image.values + channel * image.height * image.width, image.width, rows, columns,
                   values_.data() + channel * plane(), scratch_);
  }
  jitter(augmentation);
  normalize(target);
}

void SquareImages::centred(const Pixels& image, float* target) {
  planes_ = image.channels;
  values_.resize(static_cast<std::size_t>(planes_ * plane()));
  const auto short_side = static_cast<std::int64_t>(evaluation_margin * static_cast<double>(size_));
  const auto shortest = std::min(image.height, image.width);
  const auto side = [&](std::int64_t length) {
    const auto scaled = length * short_side / shortest;
    const auto begin = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(scaled - size_) / 2));
    return data::Resampling({0, length, scaled, begin, size_});
  };
  const auto rows = side(image.height);
  const auto columns = side(image.width);
  for (std::int64_t channel = 0; channel < planes_; ++channel) {
    data::resample(image.values + channel * image.height * image.width, image.width, rows, columns,
                   values_.data() + channel * plane(), scratch_);
  }
  normalize(target);
}

void SquareImages::jitter(const Augmentation& augmentation) {
  const auto count = plane();
  auto* first = values_.data();
  for (auto& value : values_) value = blend(0, value, augmentation.brightness);
  double sum = 0;
  for (std::int64_t channel = 0; channel < planes_; ++channel) {
    sum += total(first + channel * count, count) * (planes_ == 1 ? 1 : luma[static_cast<std::size_t>(channel)]);
  }
  const auto mean = static_cast<float>(std::floor(sum / static_cast<double>(count) + 0.5));  // PIL: integer grey level
  for (auto& value : values_) value = blend(mean, value, augmentation.contrast);
  if (planes_ == 1) return;
  auto* red = first;
  auto* green = first + count;
  auto* blue = first + 2 * count;
  for (std::int64_t i = 0; i < count; ++i) {
    const float grey = luma[0] * red[i] + luma[1] * green[i] + luma[2] * blue[i];
    red[i] = blend(grey, red[i], augmentation.colour);
    green[i] = blend(grey, green[i], augmentation.colour);
    blue[i] = blend(grey, blue[i], augmentation.colour);
  }
}

void SquareImages::normalize(float* target) const {
  const auto count = plane();
  const auto* values = values_.data();
  for (std::int64_t channel = 0; channel < channels_; ++channel) {
    const auto at = static_cast<std::size_t>(channel);
    const float factor = 1 / (255 * (channels_ == 1 ? grey_deviation : deviations[at]));
    const float offset = channels_ == 1 ? grey_mean / grey_deviation : means[at] / deviations[at];
    auto* to = target + channel * count;
    if (planes_ == channels_ || planes_ == 1) {
      const auto* from = values + (planes_ == 1 ? 0 : channel * count);
      for (std::int64_t i = 0; i < count; ++i) to[i] = from[i] * factor - offset;
    } else {
      for (std::int64_t i = 0; i < count; ++i) {
        const float grey = luma[0] * values[i] + luma[1] * values[count + i] + luma[2] * values[2 * count + i];
        to[i] = grey * factor - offset;
      }
    }
  }
}

}  // namespace lft
