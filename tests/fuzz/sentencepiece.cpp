// SentencePiece's models, whose wire format is read by code of our own, and words cut by them.
#include "data/text/tokenizers/sentencepiece.hpp"

#include "input.hpp"

using namespace evograd;

/// The first byte: 1 for XLM-R's numbers. The second: the length of a word, which is followed by the model.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto numbers = (input.byte() & 1) != 0 ? data::PieceNumbers::xlm_roberta : data::PieceNumbers::as_is;
  const std::string word(input.text(input.byte()));
  const auto model = fuzz::write("sentencepiece.model", input.rest());
  fuzz::accepts([&] {
    const auto tokenizer = data::read_sentencepiece(model, numbers);
    for (const auto& text : {word, std::string("The cat  sat."), std::string("ﬁ½ \t\xe6\x97\xa5\xe6\x9c\xac")}) {
      fuzz::accepts([&] {
        for (const auto number : tokenizer->encode(text)) {
          fuzz::require(number >= 0 && number < tokenizer->vocabulary(), "a token is one of the vocabulary");
        }
      });
    }
  });
  return 0;
}
