#include "data/text/tokenizers/unigram.hpp"

#include <algorithm>

#include "data/text/tokenizers/unicode_text.hpp"

namespace data {
namespace {

/// The best segmentation up to some byte of the text.
struct Way {
  float score = 0;
  std::int64_t begin = -1;  ///< start of its last part; -1 if there is no segmentation yet
  std::int64_t piece = -1;
};

std::vector<PieceTrie::Piece> indexed(const std::vector<Unigram::Piece>& pieces) {
  std::vector<PieceTrie::Piece> texts;
  texts.reserve(pieces.size());
  for (const auto& piece : pieces) texts.push_back({piece.text, std::ssize(texts)});
  return texts;
}

/// The parts of the best segmentation of `text`; consecutive unknown parts are merged.
std::vector<Unigram::Part> parts_of(std::string_view text, const std::vector<Way>& ways) {
  std::vector<Unigram::Part> parts;
  for (auto end = std::ssize(text); end > 0;) {
    const auto& way = ways[static_cast<std::size_t>(end)];
    const auto part = text.substr(static_cast<std::size_t>(way.begin), static_cast<std::size_t>(end - way.begin));
    if (way.piece < 0 && !parts.empty() && parts.back().number < 0) {
      parts.back().text = {part.data(), part.size() + parts.back().text.size()};
    } else {
      parts.push_back({way.piece, part});
    }
    end = way.begin;
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

}  // namespace

Unigram::Unigram(const std::vector<Piece>& pieces, float unknown_score)
    : unknown_score_(unknown_score), trie_(indexed(pieces)) {
  for (const auto& piece : pieces) {
    scores_.push_back(piece.score);
    numbers_.push_back(piece.number);
  }
}

std::vector<Unigram::Part> Unigram::cut(std::string_view text) const {
  std::vector<Way> ways(text.size() + 1);
  const auto offer = [&](std::size_t end, double score, std::size_t begin, std::int64_t piece) {
    auto& way = ways[end];
    if (way.begin < 0 || score > way.score) {
      way = {static_cast<float>(score), static_cast<std::int64_t>(begin), piece};
    }
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const auto here = ways[begin].score;
    const auto character = std::min(bytes_of_point(text[begin]), text.size() - begin);
    bool covered = false;
    trie_.for_each_prefix(text.substr(begin), [&](std::int64_t index, std::size_t length) {
      const auto piece = static_cast<std::size_t>(index);
      offer(begin + length, scores_[piece] + here, begin, numbers_[piece]);
      covered = covered || length == character;
    });
    // Added in single precision, because that decides which of two segmentations is better.
    if (!covered) offer(begin + character, unknown_score_ + here, begin, -1);
    begin += character;
  }
  return parts_of(text, ways);
}

}  // namespace data
