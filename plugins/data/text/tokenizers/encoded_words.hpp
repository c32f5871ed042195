#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// A sentence as an encoder takes it, without padding.
struct EncodedWords {
  std::vector<std::int64_t> tokens;       ///< between the tokenizer's first and last token, where it has them
  std::vector<std::int64_t> first_token;  ///< [kept] where in `tokens` each word begins
  std::int64_t kept = 0;                  ///< how many words, from the front, are in `tokens`
};

/// `words` as at most `longest` tokens, special ones included.
///
/// A word is kept when all its tokens fit, and no word is kept after one that is not; but a first word that is longer
/// than everything is cut to fit. Throws Error where `longest` leaves no room for a word, and as encode().
EncodedWords encode_words(const Tokenizer& tokenizer, const std::vector<std::string>& words, std::int64_t longest);

}  // namespace data
