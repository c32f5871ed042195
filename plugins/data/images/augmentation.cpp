#include "data/images/augmentation.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <cstdlib>
#include <vector>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;
namespace {

/// `position` reflected at the borders 0 and length-1, without repeating the border.
std::int64_t reflected(std::int64_t position, std::int64_t length) {
  return (length - 1) - std::abs(std::abs(position) - (length - 1));
}

/// One row or column of a crop: the source of each of its pixels.
std::vector<std::int64_t> sources(std::int64_t length, std::int64_t shift, bool mirrored) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(length));
  for (std::int64_t i = 0; i < length; ++i) {
    places[static_cast<std::size_t>(i)] = reflected((mirrored ? length - 1 - i : i) + shift, length);
  }
  return places;
}

}  // namespace

torch::Tensor shifted_and_mirrored(const torch::Tensor& images, RandomKey key, std::int64_t padding) {
  const auto count = images.size(0);
  const auto channels = images.size(1);
  const auto height = images.size(2);
  const auto width = images.size(3);
  if (padding >= height || padding >= width) {
    throw Error("augmentation",
                fmt::format("images of {}x{} pixels cannot be padded by {} reflected pixels", height, width, padding));
  }
  auto generator = key.generator();
  const auto shift = torch::randint(-padding, padding + 1, {2, count}, generator, torch::kInt64);
  const auto mirror = torch::randint(0, 2, {count}, generator, torch::kInt64);
  const auto original = images.contiguous();
  auto augmented = torch::empty_like(original);
  const auto shifts = shift.accessor<std::int64_t, 2>();
  const auto mirrors = mirror.accessor<std::int64_t, 1>();
  const auto* from = original.data_ptr<std::uint8_t>();
  auto* to = augmented.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto rows = sources(height, shifts[0][i], false);
    const auto columns = sources(width, shifts[1][i], mirrors[i] == 1);
    for (std::int64_t channel = 0; channel < channels; ++channel, from += height * width) {
      for (const auto row : rows) {
        for (const auto column : columns) *to++ = from[row * width + column];
      }
    }
  }
  return augmented;
}

}  // namespace data
