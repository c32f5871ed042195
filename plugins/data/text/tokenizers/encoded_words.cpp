#include "data/text/tokenizers/encoded_words.hpp"

#include <fmt/core.h>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

EncodedWords encode_words(const Tokenizer& tokenizer, const std::vector<std::string>& words, std::int64_t longest) {
  const auto& special = tokenizer.special();
  const std::int64_t around = (special.first >= 0 ? 1 : 0) + (special.last >= 0 ? 1 : 0);
  if (longest <= around) {
    throw Error("longest sequence", fmt::format("is {} tokens, which is too small for a word", longest),
                fmt::format("set it to at least {}: special tokens count too", around + 1));
  }
  EncodedWords encoded;
  auto& tokens = encoded.tokens;
  auto room = longest - around;
  if (special.first >= 0) tokens.push_back(special.first);
  for (const auto& word : words) {
    auto numbers = tokenizer.encode(word);
    if (encoded.kept == 0 && std::ssize(numbers) > room) numbers.resize(static_cast<std::size_t>(room));
    if (std::ssize(numbers) > room) break;
    encoded.first_token.push_back(std::ssize(tokens));
    tokens.insert(tokens.end(), numbers.begin(), numbers.end());
    room -= std::ssize(numbers);
    ++encoded.kept;
  }
  if (special.last >= 0) tokens.push_back(special.last);
  return encoded;
}

}  // namespace data
