#include "data/text/tokenizers/tokenizer.hpp"

#include <utility>

#include "data/text/tokenizers/unicode_text.hpp"

namespace data {

Tokenizer::Tokenizer(const SpecialTokens& special, std::int64_t vocabulary, std::string identity)
    : special_(special), vocabulary_(vocabulary), identity_(std::move(identity)) {}

std::vector<std::int64_t> Tokenizer::encode(const std::string& word) const {
  expect_utf8(word, "a word to tokenize");
  auto found = numbers(word);
  if (found.empty()) found.push_back(special_.unknown);
  return found;
}

}  // namespace data
