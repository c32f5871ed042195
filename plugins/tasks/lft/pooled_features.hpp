#pragma once

#include <torch/types.h>

namespace lft {

/// [B, D] of features [B, D], or of maps [B, D, h, w] averaged over places.
inline torch::Tensor pooled_features(const torch::Tensor& features) {
  return features.dim() > 2 ? features.flatten(2).mean(2) : features;
}

}  // namespace lft
