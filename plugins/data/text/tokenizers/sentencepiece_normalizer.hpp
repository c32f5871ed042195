#pragma once

#include <string>
#include <string_view>

#include "data/text/tokenizers/character_map.hpp"
#include "data/text/tokenizers/piece_trie.hpp"
#include "data/text/tokenizers/sentencepiece_model.hpp"

namespace data {

/// "▁", which represents a blank in pieces.
constexpr std::string_view blank_marker = "\xe2\x96\x81";

/// Normalizes text as SentencePiece does before splitting it: characters by the model's rules, blanks as "▁".
class SentencePieceNormalizer {
 public:
  SentencePieceNormalizer(const SentencePieceModel& model, const std::string& place);

  /// The normalized UTF-8 of `text` in UTF-8; empty if it contains only blanks. Throws Error if the model's rules are
  /// damaged.
  std::string normalized(std::string_view text) const;

 private:
  CharacterMap::Rewritten front(std::string_view text) const;

  NormalizerRules rules_;  ///< without the map
  CharacterMap map_;
  PieceTrie untouched_;  ///< user-defined pieces, which are not rewritten
};

}  // namespace data
