#include "data/text/tokenizers/open_tokenizer.hpp"

#include "data/text/tokenizers/characters.hpp"
#include "data/text/tokenizers/sentencepiece.hpp"
#include "data/text/tokenizers/trained.hpp"
#include "data/text/tokenizers/wordpiece.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

std::unique_ptr<Tokenizer> open_tokenizer(const TokenizerRequest& request, const std::vector<std::string>& texts) {
  const auto& kind = request.kind;
  if (kind == "characters") return character_tokenizer(texts);
  if (kind == "trained") return train_tokenizer(texts, {.vocabulary = request.vocabulary_size});
  if (request.vocabulary.empty()) {
    throw Error("[task] vocabulary", "is empty, but tokenizer = \"" + kind + "\" needs a file",
                std::string("set it to the ") + (kind == "wordpiece" ? "vocab.txt" : ".model file") +
                    " that belongs to the backbone's weights");
  }
  if (kind == "wordpiece") return read_wordpiece(request.vocabulary);
  return read_sentencepiece(request.vocabulary,
                            kind == "xlm-roberta" ? PieceNumbers::xlm_roberta : PieceNumbers::as_is);
}

}  // namespace data
