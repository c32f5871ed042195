// CoNLL: a word and a tag a line, as in CoNLL-2003 and WikiAnn.
#include "tasks/metaxl/data/conll.hpp"

#include "input.hpp"
#include "tasks/metaxl/data/iob.hpp"
#include "tasks/metaxl/data/label_set.hpp"

using namespace evograd;
using namespace metaxl;

/// The first bytes: what is done with languages' prefixes of words, the columns, comments, the scheme of tags.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  TextColumns columns;
  columns.prefix = static_cast<LanguagePrefix>(input.byte() % 3);
  columns.word_column = input.byte() % 9 - 4;
  columns.tag_column = input.byte() % 9 - 4;
  const auto more = input.byte();
  columns.comments = more % 4 == 0 ? "auto" : more % 4 == 1 ? "" : "#";
  columns.tags_are_types = more >= 128;
  const auto file = fuzz::write("train.txt", input.rest());
  fuzz::accepts([&] {
    TaggedParts parts;
    parts[Part::train] = read_conll(file, columns);
    for (const auto& sentence : parts[Part::train].sentences) {
      fuzz::require(!sentence.tokens.empty() && sentence.tokens.size() == sentence.tags.size(), "each word has a tag");
      entities(sentence.tags);
    }
    auto others = parts;
    const auto labels = share_labels(parts, others, TagScheme::iob2);
    for (const auto& sentence : parts[Part::train].sentences) {
      for (const auto& tag : sentence.tags) labels.number(tag);
    }
  });
  return 0;
}
