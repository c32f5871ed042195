#pragma once

#include <torch/types.h>

namespace networks {

/// The largest value of each square window of `maps` [B, C, H, W], with the values, the derivatives of any order and
/// the memory format of torch::max_pool2d: at a tie the first of a window gets the gradient.
///
/// LibTorch 1.13 compares one number at a time without vector instructions, which takes three quarters of a small
/// network's forward pass; this function compares a row or the channels of a pixel at once, and saves only the
/// positions of the maxima for the backward pass, not `maps`. It calls torch::max_pool2d on devices other than the CPU,
/// with forward-mode tangents, for padded maps in NCHW order, and for types and strides that the kernel does not
/// support. Gives the same bits with any number of threads.
torch::Tensor max_pool(const torch::Tensor& maps, std::int64_t window, std::int64_t stride, std::int64_t padding = 0);

/// Windows without overlap.
inline torch::Tensor max_pool(const torch::Tensor& maps, std::int64_t window) { return max_pool(maps, window, window); }

}  // namespace networks
