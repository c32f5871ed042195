#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/text/tokenizers/seed_pieces.hpp"

namespace data {

/// A word in UTF-8 and how often it occurs.
struct WeightedText {
  std::string text;
  double weight;
};

/// How often each of `pieces` is expected in `words`, over all ways to cut them: Σ_words weight Σ_cuts p(cut | word) ·
/// occurrences in the cut. Every word can be cut.
std::vector<double> expected_counts(const std::vector<UnigramPiece>& pieces, const std::vector<WeightedText>& words);

}  // namespace data
