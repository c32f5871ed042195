#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/text/tokenizers/seed_pieces.hpp"

namespace data {

/// A word in UTF-8 and its number of occurrences.
struct WeightedText {
  std::string text;
  double weight;
};

/// The expected number of occurrences of each of `pieces` in `words`, over all segmentations: Σ_words weight Σ_cuts
/// p(cut | word) · occurrences in the cut. Every word must have a segmentation.
std::vector<double> expected_counts(const std::vector<UnigramPiece>& pieces, const std::vector<WeightedText>& words);

}  // namespace data
