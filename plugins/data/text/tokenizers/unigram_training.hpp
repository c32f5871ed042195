#pragma once

#include <cstddef>
#include <vector>

#include "data/text/tokenizers/seed_pieces.hpp"
#include "data/text/tokenizers/training_words.hpp"

namespace data {

/// The pieces of a unigram model of `words`, at most `most`, and the alphabet first, which `most` has room for.
///
/// From many seeds, rounds of expectation maximization and of dropping the quarter of the pieces whose loss raises the
/// likelihood of the words most, or lowers it least. One thread, no random numbers: equal words give equal bits.
/// Citation: T. Kudo, Subword regularization, ACL 2018; the details are those of SentencePiece, except that seeds are
/// weighted by how often words occur.
std::vector<UnigramPiece> train_unigram(const TrainingWords& words, std::size_t most);

}  // namespace data
