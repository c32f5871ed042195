#pragma once

#include <string>
#include <string_view>

#include "data/text/tokenizers/character_map.hpp"
#include "data/text/tokenizers/piece_trie.hpp"
#include "data/text/tokenizers/sentencepiece_model.hpp"

namespace data {

/// "▁", which stands for a blank in pieces.
constexpr std::string_view blank_marker = "\xe2\x96\x81";

/// Rewrites text as SentencePiece does before it is cut: characters by the model's rules, blanks as "▁".
class SentencePieceNormalizer {
 public:
  SentencePieceNormalizer(const SentencePieceModel& model, const std::string& place);

  /// UTF-8, of `text` in UTF-8; empty where it is nothing but blanks. Throws Error when the model's rules turn out to
  /// be damaged.
  std::string normalized(std::string_view text) const;

 private:
  CharacterMap::Rewritten front(std::string_view text) const;

  NormalizerRules rules_;  ///< without the map
  CharacterMap map_;
  PieceTrie untouched_;  ///< pieces that the user of the trainer named are not rewritten
};

}  // namespace data
