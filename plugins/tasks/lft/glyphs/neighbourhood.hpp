#pragma once

#include <torch/types.h>

#include <cstdint>

namespace lft {

/// The maximum of the (2 radius + 1)² pixels around each pixel; `images` [n, C, H, W] is non-negative, outside is 0.
torch::Tensor dilated(const torch::Tensor& images, std::int64_t radius);

/// Their minimum; `images` is at most 1, outside is 1.
torch::Tensor eroded(const torch::Tensor& images, std::int64_t radius);

/// Their mean; outside is 0.
torch::Tensor blurred(const torch::Tensor& images, std::int64_t radius);

}  // namespace lft
