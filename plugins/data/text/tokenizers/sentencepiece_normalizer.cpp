#include "data/text/tokenizers/sentencepiece_normalizer.hpp"

#include <utility>
#include <vector>

#include "data/text/tokenizers/unicode_text.hpp"

namespace data {
namespace {

std::vector<PieceTrie::Piece> user_defined(const std::vector<SentencePiece>& pieces) {
  std::vector<PieceTrie::Piece> found;
  for (const auto& piece : pieces) {
    if (piece.kind == PieceKind::user_defined) found.push_back({piece.text, 0});
  }
  return found;
}

NormalizerRules without_map(NormalizerRules rules) {
  rules.character_map = {};
  return rules;
}

}  // namespace

SentencePieceNormalizer::SentencePieceNormalizer(const SentencePieceModel& model, const std::string& place)
    : rules_(without_map(model.rules)),
      map_(model.rules.character_map, place),
      untouched_(user_defined(model.pieces)) {}

CharacterMap::Rewritten SentencePieceNormalizer::front(std::string_view text) const {
  std::size_t named = 0;
  untouched_.for_each_prefix(text, [&](std::int64_t, std::size_t length) { named = length; });
  if (named > 0) return {text.substr(0, named), named};
  const auto rewritten = map_.rewritten(text);
  if (rewritten.length > 0) return rewritten;
  // A rule of a damaged model may end within a character.
  const auto length = std::min(bytes_of_point(text.front()), text.size());
  const auto whole = text.substr(0, length);
  return is_utf8(whole) ? CharacterMap::Rewritten{whole, length} : CharacterMap::Rewritten{"\xef\xbf\xbd", 1};
}

std::string SentencePieceNormalizer::normalized(std::string_view text) const {
  if (rules_.remove_extra_blanks) {
    while (!text.empty()) {
      const auto piece = front(text);
      if (piece.text != " ") break;
      text.remove_prefix(piece.length);
    }
  }
  if (text.empty()) return {};
  const auto marker = rules_.mark_blanks ? blank_marker : std::string_view(" ");
  std::string result;
  if (rules_.marker_in_front && !rules_.whitespace_as_suffix) result += marker;
  bool after_blank = rules_.remove_extra_blanks;
  while (!text.empty()) {
    auto [piece, length] = front(text);
    while (after_blank && piece.starts_with(' ')) piece.remove_prefix(1);
    for (const char letter : piece) {
      if (letter == ' ') {
        result += marker;
      } else {
        result += letter;
      }
    }
    // If a character is rewritten to nothing, a blank before it becomes the last character.
    if (!piece.empty()) after_blank = rules_.remove_extra_blanks && piece.ends_with(' ');
    text.remove_prefix(length);
  }
  while (rules_.remove_extra_blanks && result.ends_with(marker)) result.resize(result.size() - marker.size());
  if (rules_.marker_in_front && rules_.whitespace_as_suffix) result += marker;
  return result;
}

}  // namespace data
