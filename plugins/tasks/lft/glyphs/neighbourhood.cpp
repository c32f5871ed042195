#include "tasks/lft/glyphs/neighbourhood.hpp"

#include <torch/torch.h>

namespace lft {
namespace {

/// Combines each pixel with its neighbours in the row, then in the column: much faster than LibTorch's pooling of
/// single-channel images. join(a, b) modifies a.
template <class Join>
torch::Tensor joined(torch::Tensor images, std::int64_t radius, const Join& join) {
  for (const std::int64_t dimension : {3, 2}) {
    const auto padding =
        dimension == 3 ? std::vector<std::int64_t>{radius, radius} : std::vector<std::int64_t>{0, 0, radius, radius};
    const auto length = images.size(dimension);
    const auto padded = torch::constant_pad_nd(images, padding);
    images = padded.narrow(dimension, 0, length).clone(at::MemoryFormat::Contiguous);
    for (std::int64_t shift = 1; shift <= 2 * radius; ++shift) join(images, padded.narrow(dimension, shift, length));
  }
  return images;
}

}  // namespace

torch::Tensor dilated(const torch::Tensor& images, std::int64_t radius) {
  return joined(images, radius, [](torch::Tensor& a, const torch::Tensor& b) { torch::maximum_out(a, a, b); });
}

torch::Tensor eroded(const torch::Tensor& images, std::int64_t radius) {
  return torch::rsub(dilated(torch::rsub(images, 1), radius), 1);
}

torch::Tensor blurred(const torch::Tensor& images, std::int64_t radius) {
  const auto width = static_cast<double>(2 * radius + 1);
  const auto sum = joined(images, radius, [](torch::Tensor& a, const torch::Tensor& b) { a.add_(b); });
  return sum.div_(width * width);
}

}  // namespace lft
