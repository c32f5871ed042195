#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

struct TrainedTokenizerOptions {
  std::int64_t vocabulary = 8000;   ///< maximum number of tokens, including special ones; fewer if there are few texts
  double character_coverage = 1.0;  ///< the fraction of all code points that get a token, in (0, 1]
};

/// A tokenizer whose pieces are learned from `texts` (words or sentences): a unigram model of their words.
///
/// Text is converted to normal form KC, and each blank-separated word gets "▁" in front; no piece spans words. Padding
/// is 0, unknown 1, first 2, last 3, followed by the pieces, starting with the alphabet, and the mask. Equal texts in
/// any order give equal tokenizers. Throws Error if a text is not UTF-8, all are blank, an option is out of range, or
/// the vocabulary is too small for the alphabet. Citation: T. Kudo, Subword regularization, ACL 2018.
std::unique_ptr<Tokenizer> train_tokenizer(const std::vector<std::string>& texts,
                                           const TrainedTokenizerOptions& options = {});

}  // namespace data
