// CoNLL-U: the ten columns of Universal Dependencies.
#include "tasks/metaxl/data/conllu.hpp"

#include "input.hpp"

using namespace evograd;

/// The first byte: the columns.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto choice = input.byte();
  const metaxl::TextColumns columns{.word_column = choice % 13 - 1, .tag_column = choice / 13 % 13 - 1};
  const auto file = fuzz::write("train.conllu", input.rest());
  fuzz::accepts([&] {
    const auto text = metaxl::read_conllu(file, columns);
    fuzz::require(!text.sentences.empty(), "what is read holds a sentence");
    for (const auto& sentence : text.sentences) {
      fuzz::require(!sentence.tokens.empty() && sentence.tokens.size() == sentence.tags.size(), "each word has a tag");
    }
  });
  return 0;
}
