#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

namespace data {

/// Labelled images in memory, one byte a pixel: what the readers give and the samplers gather from.
struct ImageSet {
  torch::Tensor images;  ///< uint8 [N, C, H, W], contiguous
  torch::Tensor labels;  ///< int64 [N]

  std::int64_t size() const { return labels.size(0); }
};

/// Numbers the labels that occur in `training` from 0 without gaps, in both sets, and returns how many there are.
///
/// Formats number classes as they like (from 1, or with holes); networks want 0 … C-1. Throws Error, naming `where`,
/// when the test set has a label that the training set lacks or when fewer than two classes are left.
std::int64_t number_classes(ImageSet& training, ImageSet& test, const std::string& where);

}  // namespace data
