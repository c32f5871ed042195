#pragma once

#include <torch/types.h>

namespace rotation {

/// `images`, uint8 [N, C, H, W], rotated counter-clockwise by `degrees` about their centre: each pixel takes the value
/// of the pixel that contains its centre after the inverse rotation, and 0 if that is outside. Same shape, contiguous.
///
/// Pillow's Image.rotate with its defaults selects the same pixels, except for ties broken by its fixed-point
/// arithmetic.
torch::Tensor rotated_nearest(const torch::Tensor& images, double degrees);

}  // namespace rotation
