#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/text/tokenizers/training_words.hpp"

namespace data {

/// A piece that may come into the vocabulary, and log p of it.
struct UnigramPiece {
  std::string text;
  double score;
};

/// What training begins with: the alphabet, in its order, then the `most` texts of 2 to 16 code points with the highest
/// product of length and number of occurrences, which is at least 2.
///
/// A text that always goes on with the same code point is left out. Memory: some 20 bytes for each code point of the
/// distinct words.
std::vector<UnigramPiece> seed_pieces(const TrainingWords& words, std::size_t most);

}  // namespace data
