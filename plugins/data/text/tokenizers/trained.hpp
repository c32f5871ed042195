#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

struct TrainedTokenizerOptions {
  std::int64_t vocabulary = 8000;   ///< at most so many numbers, special ones included; fewer where the texts are few
  double character_coverage = 1.0;  ///< the share of all code points that get a token, in (0, 1]
};

/// A tokenizer whose pieces are learned from `texts` (words or sentences): a unigram model of their words.
///
/// Text is put into normal form KC, and each of its words, which blanks part, has "▁" in front; no piece spans words.
/// Padding is 0, unknown 1, first 2, last 3, then come the pieces, the alphabet in front, then the mask. Equal texts
/// in any order give equal tokenizers. Throws Error when a text is not UTF-8, all are blank, an option is out of its
/// range, or the vocabulary has no room for the alphabet.
/// Citation: T. Kudo, Subword regularization, ACL 2018.
std::unique_ptr<Tokenizer> train_tokenizer(const std::vector<std::string>& texts,
                                           const TrainedTokenizerOptions& options = {});

}  // namespace data
