#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/text/tokenizers/piece_trie.hpp"

namespace data {

/// The difference in log probability between the least likely piece and an uncovered code point, as in SentencePiece.
inline constexpr float unknown_penalty = 10;

/// Splits a text into the pieces x₁ … xₙ with the highest sum of scores, log p(xᵢ), with the precision and the
/// tie-breaking of SentencePiece.
///
/// Citation: T. Kudo, Subword regularization, ACL 2018.
class Unigram {
 public:
  struct Piece {
    std::string text;
    double score;
    std::int64_t number;
  };

  /// `unknown_score` is the score of a code point that no piece covers.
  Unigram(const std::vector<Piece>& pieces, float unknown_score);

  struct Part {
    std::int64_t number;  ///< -1 for a maximal run of code points that no piece covers
    std::string_view text;
  };

  /// The parts of `text` in UTF-8.
  std::vector<Part> cut(std::string_view text) const;

 private:
  std::vector<double> scores_;  ///< in the order of the constructor's pieces, like the trie's numbers
  std::vector<std::int64_t> numbers_;
  float unknown_score_;
  PieceTrie trie_;
};

}  // namespace data
