#pragma once

#include <torch/types.h>

namespace rotation {

/// R_λ: `images`, floating [B, C, H, W], rotated counter-clockwise by `angle`, [1] in radians, about their centre;
/// bilinear, 0 outside. Same shape.
///
/// Gradient reaches images and angle. LibTorch's sampler can be differentiated only once, which is enough for ∂/∂λ ⟨∇_θ
/// ℓ_T, v⟩: the path to θ does not go through the sampler, so only the second differentiation passes it. Citation: M.
/// Jaderberg, K. Simonyan, A. Zisserman, K. Kavukcuoglu, Spatial transformer networks, NeurIPS 2015.
torch::Tensor rotated(const torch::Tensor& images, const torch::Tensor& angle);

}  // namespace rotation
