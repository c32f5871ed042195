#include "corpus.hpp"

#include <fmt/ranges.h>

#include <utility>

#include "data/text/tokenizers/open_tokenizer.hpp"
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
  std::vector<std::string> words;
  if (kind == "characters" || kind == "trained") {
    for (const auto& text : corpus.unlabelled) words.insert(words.end(), text.begin(), text.end());
  }
  return data::open_tokenizer({.kind = kind,
                               .vocabulary = options.vocabulary.empty() ? "" : folder / options.vocabulary,
                               .vocabulary_size = options.vocabulary_size},
                              words);
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
