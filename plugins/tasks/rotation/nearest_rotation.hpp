#pragma once

#include <torch/types.h>

namespace rotation {

/// `images`, uint8 [N, C, H, W], turned counter-clockwise by `degrees` about their centre: each pixel takes the value
/// of the one in which its own centre lies after turning back, and 0 where that is outside. Same shape, contiguous.
///
/// Pillow's Image.rotate with its defaults chooses the same pixels, but for ties broken by its fixed-point arithmetic.
torch::Tensor rotated_nearest(const torch::Tensor& images, double degrees);

}  // namespace rotation
