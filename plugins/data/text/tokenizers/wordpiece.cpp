#include "data/text/tokenizers/wordpiece.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/fingerprint.hpp"
#include "data/text/tokenizers/bert_casing.hpp"
#include "data/text/tokenizers/bert_words.hpp"
#include "data/text/tokenizers/piece_trie.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "data/text/tokenizers/wordpiece_vocabulary.hpp"

namespace data {
namespace {

constexpr std::size_t most_characters = 100;

/// The `pieces` that continue a word, without "##", or those that begin one.
std::vector<PieceTrie::Piece> selected(const std::vector<std::string>& pieces, bool continuing) {
  std::vector<PieceTrie::Piece> found;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto skipped = continuing ? 2U : 0U;
    if ((continuing && !pieces[i].starts_with("##")) || pieces[i].size() <= skipped) continue;
    found.push_back({pieces[i].substr(skipped), static_cast<std::int64_t>(i)});
  }
  return found;
}

std::string identity_of(const std::vector<std::string>& pieces, bool lower_case) {
  Fingerprint fingerprint;
  for (const auto& piece : pieces) fingerprint.add(piece);
  return std::string("wordpiece ") + (lower_case ? "uncased " : "cased ") + fingerprint.text();
}

class WordPiece final : public Tokenizer {
 public:
  WordPiece(const WordPieceVocabulary& vocabulary, bool lower_case)
      : Tokenizer(vocabulary.special, std::ssize(vocabulary.pieces), identity_of(vocabulary.pieces, lower_case)),
        lower_case_(lower_case),
        beginnings_(selected(vocabulary.pieces, /*continuing=*/false)),
        continuations_(selected(vocabulary.pieces, /*continuing=*/true)) {}

 private:
  std::vector<std::int64_t> numbers(const std::string& word) const override {
    std::vector<std::int64_t> all;
    for (const auto& part : bert_words(word, lower_case_)) {
      const auto cut = cut_into_pieces(part);
      if (cut) {
        all.insert(all.end(), cut->begin(), cut->end());
      } else {
        all.push_back(special().unknown);
      }
    }
    return all;
  }

  std::optional<std::vector<std::int64_t>> cut_into_pieces(std::string_view word) const {
    if (code_points(word).size() > most_characters) return std::nullopt;
    std::vector<std::int64_t> cut;
    while (!word.empty()) {
      std::size_t longest = 0;
      (cut.empty() ? beginnings_ : continuations_).for_each_prefix(word, [&](std::int64_t number, std::size_t length) {
        if (longest == 0) cut.push_back(number);
        cut.back() = number;
        longest = length;
      });
      if (longest == 0) return std::nullopt;
      word.remove_prefix(longest);
    }
    return cut;
  }

  bool lower_case_;
  PieceTrie beginnings_;
  PieceTrie continuations_;
};

}  // namespace

std::unique_ptr<Tokenizer> read_wordpiece(const std::filesystem::path& vocabulary, LowerCase lower_case) {
  const auto read = read_wordpiece_vocabulary(vocabulary);
  const bool lower = lower_case == LowerCase::automatic ? is_uncased(vocabulary, read.pieces)  //
                                                        : lower_case == LowerCase::yes;
  return std::make_unique<WordPiece>(read, lower);
}

}  // namespace data
