#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// A sentence as the input of an encoder, without padding.
struct EncodedWords {
  std::vector<std::int64_t> tokens;       ///< between the tokenizer's first and last token, if it has them
  std::vector<std::int64_t> first_token;  ///< [kept], the position in `tokens` at which each word begins
  std::int64_t kept = 0;                  ///< number of words, from the front, in `tokens`
};

/// Encodes `words` as at most `longest` tokens, including special ones.
///
/// A word is kept if all its tokens fit and all previous words are kept; if the first word alone is too long, it is cut
/// to fit. Throws Error if `longest` is too small for a word, and like encode().
EncodedWords encode_words(const Tokenizer& tokenizer, const std::vector<std::string>& words, std::int64_t longest);

}  // namespace data
