#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/text/tokenizers/piece_trie.hpp"

namespace data {

/// How much less likely than the least likely piece a code point is that no piece covers, as in SentencePiece.
inline constexpr float unknown_penalty = 10;

/// Cuts a text into the pieces x₁ … xₙ with the highest sum of scores, log p(xᵢ), as SentencePiece does: in its
/// precision and its order among equals.
///
/// Citation: T. Kudo, Subword regularization, ACL 2018.
class Unigram {
 public:
  struct Piece {
    std::string text;
    double score;
    std::int64_t number;
  };

  /// `unknown_score` is that of one code point that no piece covers.
  Unigram(const std::vector<Piece>& pieces, float unknown_score);

  struct Part {
    std::int64_t number;  ///< -1 for a longest run of code points that are in no piece
    std::string_view text;
  };

  /// Of `text` in UTF-8, without using the piece `without`.
  std::vector<Part> cut(std::string_view text, std::int64_t without = -1) const;

 private:
  std::vector<double> scores_;  ///< in the order in which the constructor got the pieces, as are the trie's numbers
  std::vector<std::int64_t> numbers_;
  float unknown_score_;
  PieceTrie trie_;
};

}  // namespace data
