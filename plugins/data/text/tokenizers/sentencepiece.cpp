#include "data/text/tokenizers/sentencepiece.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "data/fingerprint.hpp"
#include "data/text/tokenizers/file_text.hpp"
#include "data/text/tokenizers/sentencepiece_model.hpp"
#include "data/text/tokenizers/sentencepiece_normalizer.hpp"
#include "data/text/tokenizers/unigram.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

struct Numbering {
  SpecialTokens special;
  std::int64_t vocabulary;
  std::int64_t shift;  ///< of all pieces except the special ones
  std::string name;
};

Numbering as_is(const SentencePieceModel& model) {
  auto next = std::ssize(model.pieces);
  const auto padding = model.padding >= 0 ? model.padding : next++;
  const auto mask = next++;
  return {{padding, model.unknown, model.first, model.last, mask}, next, 0, "as-is"};
}

Numbering xlm_roberta(const SentencePieceModel& model, const std::string& place) {
  if (model.unknown != 0 || model.first != 1 || model.last != 2) {
    throw Error(place, "does not begin with <unk>, <s>, </s> like XLM-R's model",
                "use tokenizer \"sentencepiece\" for the model's own numbers, or give XLM-R's sentencepiece.bpe.model");
  }
  const auto count = std::ssize(model.pieces);
  return {{1, 3, 0, 2, count + 1}, count + 2, 1, "xlm-roberta"};
}

Unigram unigram(const std::vector<SentencePiece>& pieces) {
  // SentencePiece starts at the smallest positive number, so that is its highest score, because scores are logarithms.
  float highest = std::numeric_limits<float>::min();
  float lowest = std::numeric_limits<float>::max();
  for (const auto& piece : pieces) {
    if (piece.kind != PieceKind::normal) continue;
    lowest = std::min(lowest, piece.score);
    highest = std::max(highest, piece.score);
  }
  std::vector<Unigram::Piece> used;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& [text, score, kind] = pieces[i];
    const auto number = static_cast<std::int64_t>(i);
    if (kind == PieceKind::normal) used.push_back({text, score, number});
    // A user-defined piece takes precedence over other segmentations, which have scores below -0.1.
    if (kind == PieceKind::user_defined) {
      used.push_back({text, static_cast<float>(text.size()) * highest - 0.1, number});
    }
  }
  return {used, lowest - unknown_penalty};
}

class SentencePieceTokenizer final : public Tokenizer {
 public:
  SentencePieceTokenizer(const SentencePieceModel& model, const Numbering& numbering, std::string identity,
                         const std::string& place)
      : Tokenizer(numbering.special, numbering.vocabulary, std::move(identity)),
        shift_(numbering.shift),
        byte_fallback_(model.byte_fallback),
        normalizer_(model, place),
        unigram_(unigram(model.pieces)) {
    if (!byte_fallback_) return;
    for (std::size_t byte = 0; byte < byte_numbers_.size(); ++byte) {
      const auto text = byte_piece(static_cast<unsigned char>(byte));
      const auto found = std::find_if(model.pieces.begin(), model.pieces.end(), [&](const SentencePiece& piece) {
        return piece.kind == PieceKind::byte && piece.text == text;
      });
      byte_numbers_[byte] = found - model.pieces.begin() + shift_;
    }
  }

 private:
  std::vector<std::int64_t> numbers(const std::string& word) const override {
    std::vector<std::int64_t> all;
    const auto text = normalizer_.normalized(word);
    for (const auto& part : unigram_.cut(text)) {
      if (part.number >= 0) {
        all.push_back(part.number + shift_);
      } else if (!byte_fallback_) {
        all.push_back(special().unknown);
      } else {
        for (const char byte : part.text) all.push_back(byte_numbers_[static_cast<unsigned char>(byte)]);
      }
    }
    return all;
  }

  std::int64_t shift_;
  bool byte_fallback_;
  std::array<std::int64_t, 256> byte_numbers_{};
  SentencePieceNormalizer normalizer_;
  Unigram unigram_;
};

}  // namespace

std::unique_ptr<Tokenizer> read_sentencepiece(const std::filesystem::path& model, PieceNumbers numbers) {
  const auto place = model.string();
  const auto bytes = file_text(model, "a SentencePiece .model file");
  const auto parsed = parse_sentencepiece_model(bytes, place);
  const auto numbering = numbers == PieceNumbers::as_is ? as_is(parsed) : xlm_roberta(parsed, place);
  auto identity = "sentencepiece " + numbering.name + " " + Fingerprint().add(bytes).text();
  return std::make_unique<SentencePieceTokenizer>(parsed, numbering, std::move(identity), place);
}

}  // namespace data
