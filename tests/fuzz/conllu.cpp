// CoNLL-U: the ten columns of Universal Dependencies.
#include "tasks/metaxl/data/conllu.hpp"

#include "input.hpp"

using namespace evograd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const auto file = fuzz::write("train.conllu", {reinterpret_cast<const char*>(bytes), count});
  fuzz::accepts([&] {
    const auto text = metaxl::read_conllu(file);
    fuzz::require(!text.sentences.empty(), "what is read holds a sentence");
    for (const auto& sentence : text.sentences) {
      fuzz::require(!sentence.tokens.empty() && sentence.tokens.size() == sentence.tags.size(), "each word has a tag");
    }
  });
  return 0;
}
