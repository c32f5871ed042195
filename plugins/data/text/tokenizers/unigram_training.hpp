#pragma once

#include <cstddef>
#include <vector>

#include "data/text/tokenizers/seed_pieces.hpp"
#include "data/text/tokenizers/training_words.hpp"

namespace data {

/// The pieces of a unigram model of `words`, at most `most`, starting with the alphabet, which must fit in `most`.
///
/// Starts from many seeds and alternates expectation maximization with dropping the quarter of the pieces whose removal
/// raises the likelihood of the words most, or lowers it least. One thread, no random numbers: equal words give equal
/// bits. Citation: T. Kudo, Subword regularization, ACL 2018; the details are those of SentencePiece, except that seeds
/// are weighted by the number of occurrences of words.
std::vector<UnigramPiece> train_unigram(const TrainingWords& words, std::size_t most);

}  // namespace data
