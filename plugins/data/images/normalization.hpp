#pragma once

#include <torch/types.h>

namespace data {

/// Per-channel mean and standard deviation of pixels in [0, 1].
struct Normalization {
  torch::Tensor mean;  ///< float [C]
  torch::Tensor deviation;

  /// (x/255 − mean)/deviation of `images`, uint8 [B, C, H, W], as float of the same shape.
  torch::Tensor operator()(const torch::Tensor& images) const;
};

/// The normalization that gives the channels of `images`, uint8 [N, C, H, W], mean 0 and standard deviation 1. A
/// constant channel gets the deviation of one grey level.
Normalization measured_normalization(const torch::Tensor& images);

}  // namespace data
