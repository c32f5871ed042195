#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// What a piece of a SentencePiece model is; the numbers are the file's.
enum class PieceKind : std::int64_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

struct SentencePiece {
  std::string text;
  float score = 0;  ///< log probability
  PieceKind kind = PieceKind::normal;
};

/// How text is rewritten before it is cut.
struct NormalizerRules {
  std::string character_map;    ///< compiled: length of a trie (4 bytes), the trie, texts that end in 0; or empty
  bool marker_in_front = true;  ///< "▁" is added in front, or, where whitespace_as_suffix, at the end
  bool remove_extra_blanks = true;
  bool mark_blanks = true;  ///< blanks become "▁"
  bool whitespace_as_suffix = false;
};

/// A SentencePiece model of the unigram kind.
struct SentencePieceModel {
  std::vector<SentencePiece> pieces;  ///< by number; texts differ, are UTF-8 and not empty
  std::int64_t unknown = -1;          ///< always found
  std::int64_t padding = -1;          ///< these three are -1 where the model has none
  std::int64_t first = -1;
  std::int64_t last = -1;
  bool byte_fallback = false;  ///< what no piece covers is written in bytes, for which there are 256 pieces then
  NormalizerRules rules;
};

/// Parses a .model file's bytes; throws Error naming `place` when they are damaged, not of a model, or of a model of
/// another kind than unigram.
SentencePieceModel parse_sentencepiece_model(std::string_view bytes, const std::string& place);

/// The text of the piece for `byte` in a model with byte_fallback: "<0x0A>".
std::string byte_piece(unsigned char byte);

}  // namespace data
