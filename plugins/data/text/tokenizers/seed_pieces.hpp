#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/text/tokenizers/training_words.hpp"

namespace data {

/// A candidate piece for the vocabulary, and its log p.
struct UnigramPiece {
  std::string text;
  double score;
};

/// The initial pieces of training: the alphabet, in order, then the `most` texts of 2 to 16 code points with the
/// highest product of length and number of occurrences; the latter is at least 2.
///
/// A text that is always followed by the same code point is omitted. Memory: about 20 bytes per code point of the
/// distinct words.
std::vector<UnigramPiece> seed_pieces(const TrainingWords& words, std::size_t most);

}  // namespace data
