#pragma once

#include <torch/types.h>

namespace lft {

/// [B, D] from features [B, D], or from maps [B, D, h, w] averaged over positions.
inline torch::Tensor pooled_features(const torch::Tensor& features) {
  return features.dim() > 2 ? features.flatten(2).mean(2) : features;
}

}  // namespace lft
