#pragma once

#include <torch/types.h>

namespace networks {

/// The largest value of each square window of `maps` [B, C, H, W], with the values, the derivatives of any order and
/// the memory format of torch::max_pool2d: at a tie the first of a window has the derivative.
///
/// LibTorch 1.13 compares number by number without a vector register, three quarters of a small network's forward pass;
/// here a row or a pixel's channels are compared at once, and for the backward pass only the places of the largest are
/// kept, not `maps`. It is torch::max_pool2d on devices other than the CPU, with tangents of forward mode, for padded
/// maps in NCHW order, and for other types and strides than the kernel reads. The same bits on any number of threads.
torch::Tensor max_pool(const torch::Tensor& maps, std::int64_t window, std::int64_t stride, std::int64_t padding = 0);

/// Windows side by side.
inline torch::Tensor max_pool(const torch::Tensor& maps, std::int64_t window) { return max_pool(maps, window, window); }

}  // namespace networks
