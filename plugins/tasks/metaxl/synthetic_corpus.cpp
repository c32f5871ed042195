#include "synthetic_corpus.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <charconv>

#include "evograd/error.hpp"
#include "lengths.hpp"

namespace metaxl {
namespace {

constexpr std::int64_t classes = 9;  // O and B-, I- of four types, in number
constexpr data::SpecialTokens reserved{.padding = 0, .unknown = 1, .first = 2, .last = 3, .mask = 4};
constexpr std::int64_t first_word = 5;

/// A word is the number of its token.
class NumberTokenizer : public data::Tokenizer {
 public:
  explicit NumberTokenizer(std::int64_t vocabulary)
      : Tokenizer(reserved, vocabulary, fmt::format("numbers below {}", vocabulary)) {}

 private:
  std::vector<std::int64_t> numbers(const std::string& word) const override {
    std::int64_t number = reserved.unknown;
    std::from_chars(word.data(), word.data() + word.size(), number);
    return {number};
  }
};

/// Sentences with words in first … end - 1.
std::vector<LabelledText> sentences(std::int64_t count, std::int64_t words, std::int64_t first, std::int64_t end,
                                    RandomKey key) {
  const auto drawn = torch::randint(first, end, {count, words}, key.generator(), torch::kInt64);
  std::vector<LabelledText> all;
  for (std::int64_t i = 0; i < count; ++i) {
    LabelledText text;
    for (std::int64_t j = 0; j < words; ++j) {
      const auto word = drawn[i][j].item<std::int64_t>();
      text.words.push_back(fmt::to_string(word));
      text.labels.push_back(word % classes);
    }
    all.push_back(std::move(text));
  }
  return all;
}

}  // namespace

Corpus synthetic_corpus(const MetaXlOptions& options, RandomKey key) {
  const auto words = training_length(options) - 2;  // the first and the last token are special
  if (words < 1) throw Error("[task] length", "is too small for a word", "set it to at least 3");
  const auto size = [](std::int64_t wanted) { return wanted > 0 ? wanted : 200; };
  const auto half = first_word + (options.vocabulary_size - first_word) / 2;
  const auto shared = (options.vocabulary_size - first_word) / 20;

  Corpus corpus;
  corpus.labelling = Labelling::words;
  for (std::int64_t i = 0; i < classes; ++i) corpus.labels.push_back(fmt::format("class {}", i));
  const auto of_target = [&](std::int64_t wanted, const char* part) {
    return sentences(size(wanted), words, half - shared, options.vocabulary_size, key.fold(part));
  };
  corpus.source = sentences(size(options.source_size), words, first_word, half + shared, key.fold("source"));
  corpus.train = of_target(options.target_size, "train");
  corpus.development = of_target(options.development_size, "development");
  corpus.test = of_target(options.test_size, "test");
  for (const auto* part : {&corpus.source, &corpus.train}) {
    for (const auto& text : *part) corpus.unlabelled.push_back(text.words);
  }
  corpus.tokenizer = std::make_unique<NumberTokenizer>(options.vocabulary_size);
  return corpus;
}

}  // namespace metaxl
