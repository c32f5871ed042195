#include "data/text/tokenizers/sentencepiece_model.hpp"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <unordered_map>

#include "data/text/tokenizers/unicode_text.hpp"
#include "data/text/tokenizers/wire_reader.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

/// The trainer settings in the file.
struct TrainerFields {
  std::int64_t kind = 1;
  bool whitespace_as_suffix = false;
  bool byte_fallback = false;
  std::string first = "<s>";
  std::string last = "</s>";
  std::string padding = "<pad>";
};

[[noreturn]] void refuse(const std::string& place, const std::string& cause) {
  throw Error(place, cause, "give the .model file of the pre-trained network; copy or download it again");
}

SentencePiece parse_piece(std::string_view message, const std::string& place) {
  SentencePiece piece;
  std::int64_t kind = 1;
  for (WireReader reader(message, place); reader.next();) {
    if (reader.field() == 1) piece.text = reader.bytes();
    if (reader.field() == 2) piece.score = reader.real();
    if (reader.field() == 3) kind = reader.number();
  }
  if (kind < 1 || kind > 6) refuse(place, fmt::format("has a piece of the unknown kind {}", kind));
  piece.kind = static_cast<PieceKind>(kind);
  return piece;
}

TrainerFields parse_trainer(std::string_view message, const std::string& place) {
  TrainerFields trainer;
  const auto set = [](std::string& name, std::string_view value) {
    if (!value.empty()) name = value;
  };
  for (WireReader reader(message, place); reader.next();) {
    if (reader.field() == 3) trainer.kind = reader.number();
    if (reader.field() == 24) trainer.whitespace_as_suffix = reader.flag();
    if (reader.field() == 35) trainer.byte_fallback = reader.flag();
    if (reader.field() == 46) set(trainer.first, reader.bytes());
    if (reader.field() == 47) set(trainer.last, reader.bytes());
    if (reader.field() == 48) set(trainer.padding, reader.bytes());
  }
  return trainer;
}

NormalizerRules parse_rules(std::string_view message, const std::string& place) {
  NormalizerRules rules;
  for (WireReader reader(message, place); reader.next();) {
    if (reader.field() == 2) rules.character_map = reader.bytes();
    if (reader.field() == 3) rules.marker_in_front = reader.flag();
    if (reader.field() == 4) rules.remove_extra_blanks = reader.flag();
    if (reader.field() == 5) rules.mark_blanks = reader.flag();
  }
  return rules;
}

void expect_unigram(std::int64_t kind, const std::string& place) {
  constexpr std::array<const char*, 5> kinds = {"", "unigram", "BPE", "word", "character"};
  if (kind == 1) return;
  if (kind < 1 || kind > 4) refuse(place, fmt::format("is a model of the unknown kind {}", kind));
  throw Error(place, std::string("is a ") + kinds[static_cast<std::size_t>(kind)] + " model, not a unigram model",
              "only unigram models, such as those of XLM-R, mT5 and ALBERT, are supported");
}

/// Checks the pieces and finds the special ones.
void complete(SentencePieceModel& model, const TrainerFields& trainer, const std::string& place) {
  std::unordered_map<std::string_view, std::int64_t> numbers;
  for (std::int64_t i = 0; i < std::ssize(model.pieces); ++i) {
    const auto& piece = model.pieces[static_cast<std::size_t>(i)];
    const auto name = fmt::format("piece {}", i);
    if (piece.text.empty() || !is_utf8(piece.text)) refuse(place, name + " is empty or not UTF-8");
    if (!std::isfinite(piece.score)) refuse(place, name + " has a score that is not a number");
    if (!numbers.emplace(piece.text, i).second) refuse(place, name + ", '" + piece.text + "', occurs twice");
    if (piece.kind != PieceKind::unknown) continue;
    if (model.unknown >= 0) refuse(place, "has two pieces for unknown tokens");
    model.unknown = i;
  }
  if (model.unknown < 0) refuse(place, "has no piece for unknown tokens");
  const auto of_kind = [&](const std::string& text, PieceKind kind) {
    const auto found = numbers.find(text);
    const bool fits = found != numbers.end() && model.pieces[static_cast<std::size_t>(found->second)].kind == kind;
    return fits ? found->second : std::int64_t{-1};
  };
  model.first = of_kind(trainer.first, PieceKind::control);
  model.last = of_kind(trainer.last, PieceKind::control);
  model.padding = of_kind(trainer.padding, PieceKind::control);
  for (int byte = 0; model.byte_fallback && byte < 256; ++byte) {
    const auto text = byte_piece(static_cast<unsigned char>(byte));
    if (of_kind(text, PieceKind::byte) < 0) refuse(place, "lacks the piece " + text + " for a byte");
  }
}

}  // namespace

SentencePieceModel parse_sentencepiece_model(std::string_view bytes, const std::string& place) {
  SentencePieceModel model;
  TrainerFields trainer;
  for (WireReader reader(bytes, place); reader.next();) {
    if (reader.field() == 1) model.pieces.push_back(parse_piece(reader.bytes(), place));
    if (reader.field() == 2) trainer = parse_trainer(reader.bytes(), place);
    if (reader.field() == 3) model.rules = parse_rules(reader.bytes(), place);
  }
  if (model.pieces.empty()) refuse(place, "is damaged or not a SentencePiece model: it has no pieces");
  expect_unigram(trainer.kind, place);
  model.byte_fallback = trainer.byte_fallback;
  model.rules.whitespace_as_suffix = trainer.whitespace_as_suffix;
  complete(model, trainer, place);
  return model;
}

std::string byte_piece(unsigned char byte) { return fmt::format("<0x{:02X}>", byte); }

}  // namespace data
