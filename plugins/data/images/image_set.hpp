#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace data {

/// Labelled images in memory, one byte per value: made by the readers, used by the samplers.
struct ImageSet {
  torch::Tensor images;  ///< uint8 [N, C, H, W], contiguous
  torch::Tensor labels;  ///< int64 [N]

  std::int64_t size() const { return labels.size(0); }
};

/// Renumbers the labels that occur in `training` from 0 without gaps, in all sets, and returns what they were: the
/// label that is now c stands at c.
///
/// Formats number classes differently (from 1, or with gaps); networks need 0 … C-1. Throws Error, naming `where`, if
/// one of the `others`, by its name, has a label that the training set lacks, or if there are fewer than two classes.
std::vector<std::int64_t> number_classes(ImageSet& training,
                                         const std::vector<std::pair<std::string, ImageSet*>>& others,
                                         const std::string& where);

}  // namespace data
