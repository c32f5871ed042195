#include "data/text/tokenizers/trained.hpp"

#include <algorithm>

#include "data/fingerprint.hpp"
#include "data/text/tokenizers/training_words.hpp"
#include "data/text/tokenizers/unigram.hpp"
#include "data/text/tokenizers/unigram_training.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::int64_t padding = 0;
constexpr std::int64_t unknown = 1;
constexpr std::int64_t first = 2;
constexpr std::int64_t last = 3;
constexpr std::int64_t first_piece = 4;
constexpr std::int64_t greatest_vocabulary = 10'000'000;
constexpr const char* place = "trained tokenizer";

std::string identity_of(const std::vector<UnigramPiece>& pieces) {
  Fingerprint fingerprint;
  for (const auto& piece : pieces) fingerprint.add(piece.text).add_bytes(&piece.score, sizeof piece.score);
  return "trained " + fingerprint.text();
}

Unigram unigram(const std::vector<UnigramPiece>& pieces) {
  std::vector<Unigram::Piece> numbered;
  double lowest = 0;
  for (const auto& [text, score] : pieces) {
    numbered.push_back({text, score, first_piece + std::ssize(numbered)});
    lowest = std::min(lowest, score);
  }
  return {numbered, static_cast<float>(lowest) - unknown_penalty};
}

class TrainedTokenizer final : public Tokenizer {
 public:
  explicit TrainedTokenizer(const std::vector<UnigramPiece>& pieces)
      : Tokenizer({padding, unknown, first, last, first_piece + std::ssize(pieces)},
                  first_piece + std::ssize(pieces) + 1, identity_of(pieces)),
        unigram_(unigram(pieces)) {}

 private:
  std::vector<std::int64_t> numbers(const std::string& word) const override {
    std::vector<std::int64_t> all;
    const auto text = marked_words(word);
    for (const auto& part : unigram_.cut(text)) all.push_back(part.number >= 0 ? part.number : unknown);
    return all;
  }

  Unigram unigram_;
};

}  // namespace

std::unique_ptr<Tokenizer> train_tokenizer(const std::vector<std::string>& texts,
                                           const TrainedTokenizerOptions& options) {
  const auto coverage = options.character_coverage;
  if (!(coverage > 0 && coverage <= 1)) {
    throw Error(place, "character_coverage is " + std::to_string(coverage) + ", not in (0, 1]",
                "with 1 every code point of the texts gets a token");
  }
  if (options.vocabulary < 1 || options.vocabulary > greatest_vocabulary) {
    throw Error(place, "a vocabulary of " + std::to_string(options.vocabulary) + " is out of range",
                "use e.g. 8000 for one language, 250000 for a hundred languages");
  }
  const auto words = training_words(texts, coverage);
  const auto most = options.vocabulary - first_piece - 1;
  if (most < std::ssize(words.alphabet)) {
    throw Error(place,
                "a vocabulary of " + std::to_string(options.vocabulary) + " has no room for the alphabet of " +
                    std::to_string(words.alphabet.size()) + " code points and 5 special tokens",
                "set the vocabulary to more than " + std::to_string(std::ssize(words.alphabet) + first_piece) +
                    ", or character_coverage to less, e.g. 0.9995");
  }
  return std::make_unique<TrainedTokenizer>(train_unigram(words, static_cast<std::size_t>(most)));
}

}  // namespace data
