#pragma once

#include <torch/types.h>

#include "evograd/random.hpp"

namespace data {

using namespace evograd;

/// Each of `images`, uint8 [B, C, H, W], reflect-padded by `padding` pixels, cropped back to H x W at a random position
/// and mirrored left to right with probability 1/2. The draws are a function of `key` and B alone.
///
/// Requires padding < min(H, W).
/// Citation: the recipe of He et al., Deep residual learning for image recognition, CVPR 2016, with reflected borders.
torch::Tensor shifted_and_mirrored(const torch::Tensor& images, RandomKey key, std::int64_t padding = 4);

}  // namespace data
