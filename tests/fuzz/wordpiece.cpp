// BERT's vocab.txt with the tokenizer_config.json beside it, and words cut by them.
#include "data/text/tokenizers/wordpiece.hpp"

#include "input.hpp"

using namespace evograd;

/// The first byte: whether text is put into lower case. Parts: configuration, words, one a line; vocabulary.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto lower_case = static_cast<data::LowerCase>(input.byte() % 3);
  fuzz::write("tokenizer_config.json", input.part());
  const auto words = input.part();
  const auto vocabulary = fuzz::write("vocab.txt", input.rest());
  fuzz::accepts([&] {
    const auto tokenizer = data::read_wordpiece(vocabulary, lower_case);
    for (std::size_t at = 0; at <= words.size();) {
      const auto end = std::min(words.find('\n', at), words.size());
      fuzz::accepts([&] {
        for (const auto number : tokenizer->encode(std::string(words.substr(at, end - at)))) {
          fuzz::require(number >= 0 && number < tokenizer->vocabulary(), "a token is one of the vocabulary");
        }
      });
      at = end + 1;
    }
  });
  return 0;
}
