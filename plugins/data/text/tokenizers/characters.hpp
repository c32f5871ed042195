#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// A token for each code point, in normal form C, of `texts`, whose order and number do not matter.
///
/// Padding is 0, unknown 1, then come the code points in their order, then the mask; there is no first and no last
/// token. Throws Error when a text is not UTF-8 or all are empty.
std::unique_ptr<Tokenizer> character_tokenizer(const std::vector<std::string>& texts);

}  // namespace data
