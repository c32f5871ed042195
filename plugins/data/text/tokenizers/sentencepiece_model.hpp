#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The type of a piece of a SentencePiece model; the numbers are the file's.
enum class PieceKind : std::int64_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

struct SentencePiece {
  std::string text;
  float score = 0;  ///< log probability
  PieceKind kind = PieceKind::normal;
};

/// The rules for normalizing text before it is split.
struct NormalizerRules {
  std::string character_map;    ///< compiled: length of a trie (4 bytes), the trie, texts that end in 0; or empty
  bool marker_in_front = true;  ///< "▁" is added in front, or with whitespace_as_suffix at the end
  bool remove_extra_blanks = true;
  bool mark_blanks = true;  ///< blanks become "▁"
  bool whitespace_as_suffix = false;
};

/// A SentencePiece model of the unigram type.
struct SentencePieceModel {
  std::vector<SentencePiece> pieces;  ///< by number; texts are distinct, UTF-8 and not empty
  std::int64_t unknown = -1;          ///< always present
  std::int64_t padding = -1;          ///< these three are -1 if the model has none
  std::int64_t first = -1;
  std::int64_t last = -1;
  bool byte_fallback = false;  ///< text that no piece covers is split into bytes, which have 256 pieces
  NormalizerRules rules;
};

/// Parses a .model file's bytes; throws Error naming `place` if they are damaged, not a model, or a model of a type
/// other than unigram.
SentencePieceModel parse_sentencepiece_model(std::string_view bytes, const std::string& place);

/// The text of the piece for `byte` in a model with byte_fallback: "<0x0A>".
std::string byte_piece(unsigned char byte);

}  // namespace data
