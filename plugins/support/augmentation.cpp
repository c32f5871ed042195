#include "support/augmentation.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"

namespace evograd::support {
namespace {

using torch::indexing::None;
using torch::indexing::Slice;

/// `index` [B, length] mirrored at the borders 0 and length-1, the border itself not repeated.
torch::Tensor reflected(const torch::Tensor& index, std::int64_t length) {
  return (length - 1) - (index.abs() - (length - 1)).abs();
}

}  // namespace

torch::Tensor shifted_and_mirrored(const torch::Tensor& images, RandomKey key, std::int64_t padding) {
  const auto count = images.size(0);
  const auto height = images.size(2);
  const auto width = images.size(3);
  if (padding >= height || padding >= width) {
    throw Error("augmentation", "images of " + std::to_string(height) + "x" + std::to_string(width) +
                                    " pixels cannot be padded by " + std::to_string(padding) + " reflected pixels");
  }
  auto generator = key.generator();
  const auto shift = torch::randint(-padding, padding + 1, {2, count, 1}, generator, torch::kInt64);
  const auto mirror = torch::randint(0, 2, {count, 1}, generator, torch::kInt64);
  const auto column = torch::arange(width);
  const auto facing = torch::where(mirror.eq(1), (width - 1) - column, column);
  const auto rows = reflected(torch::arange(height) + shift[0], height);
  const auto columns = reflected(facing + shift[1], width);
  return images.index({torch::arange(count).view({-1, 1, 1, 1}), torch::arange(images.size(1)).view({1, -1, 1, 1}),
                       rows.index({Slice(), None, Slice(), None}), columns.index({Slice(), None, None, Slice()})});
}

}  // namespace evograd::support
