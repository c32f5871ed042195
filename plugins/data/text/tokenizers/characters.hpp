#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// A tokenizer with a token for each code point, in normal form C, of `texts`, independent of their order and number.
///
/// Padding is 0, unknown 1, followed by the code points in order and the mask; there is no first and no last token.
/// Throws Error if a text is not UTF-8 or all are empty.
std::unique_ptr<Tokenizer> character_tokenizer(const std::vector<std::string>& texts);

}  // namespace data
