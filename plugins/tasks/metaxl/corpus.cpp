#include "corpus.hpp"

#include <fmt/ranges.h>

#include <utility>

#include "data/text/tokenizers/characters.hpp"
#include "data/text/tokenizers/sentencepiece.hpp"
#include "data/text/tokenizers/trained.hpp"
#include "data/text/tokenizers/wordpiece.hpp"
#include "evograd/error.hpp"
#include "names_corpus.hpp"
#include "synthetic_corpus.hpp"
#include "tagged_corpus.hpp"

namespace metaxl {
namespace {

std::unique_ptr<data::Tokenizer> open_tokenizer(const MetaXlOptions& options, const std::filesystem::path& folder,
                                                const Corpus& corpus) {
  const auto kind = options.tokenizer != "auto" ? options.tokenizer
                    : options.data == "names"   ? "characters"
                                                : "trained";
  if (kind == "characters" || kind == "trained") {
    std::vector<std::string> words;
    for (const auto& text : corpus.unlabelled) words.insert(words.end(), text.begin(), text.end());
    if (kind == "characters") return data::character_tokenizer(words);
    return data::train_tokenizer(words, {.vocabulary = options.vocabulary_size});
  }
  if (options.vocabulary.empty()) {
    throw Error("[task] vocabulary", "is empty, but tokenizer = \"" + kind + "\" needs a file",
                std::string("set it to the ") + (kind == "wordpiece" ? "vocab.txt" : ".model file") +
                    " that belongs to the backbone's weights");
  }
  const auto file = folder / options.vocabulary;
  if (kind == "wordpiece") return data::read_wordpiece(file);
  return data::read_sentencepiece(file,
                                  kind == "xlm-roberta" ? data::PieceNumbers::xlm_roberta : data::PieceNumbers::as_is);
}

std::string counted(const Corpus& corpus, const MetaXlOptions& options) {
  return fmt::format(
      "{} texts of the source ({}); of the target ({}) {} to train on, {} for development, {} to test; {} labels; {} "
      "tokens",
      corpus.source.size(), fmt::join(options.source, ", "), options.target, corpus.train.size(),
      corpus.development.size(), corpus.test.size(), corpus.labels.size(), corpus.tokenizer->vocabulary());
}

}  // namespace

Corpus open_corpus(const MetaXlOptions& options, const std::filesystem::path& folder, RandomKey key) {
  Corpus corpus;
  if (options.data == "synthetic") {
    corpus = synthetic_corpus(options, key);
  } else if (options.data == "names") {
    corpus = names_corpus(options, key);
  } else {
    corpus = tagged_corpus(options, folder / options.folder, key);
  }
  if (!corpus.tokenizer) corpus.tokenizer = open_tokenizer(options, folder, corpus);
  corpus.summary = counted(corpus, options) + (corpus.summary.empty() ? "" : "; " + corpus.summary);
  return corpus;
}

}  // namespace metaxl
