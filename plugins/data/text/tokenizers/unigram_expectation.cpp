#include "data/text/tokenizers/unigram_expectation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/text/tokenizers/piece_trie.hpp"

namespace data {

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

/// A piece at a position of the word.
struct Edge {
  std::size_t begin;
  std::size_t end;
  std::size_t piece;
};

/// log(e^a + e^b).
double log_sum(double a, double b) {
  const auto greater = std::max(a, b);
  if (greater == impossible) return impossible;
  return greater + std::log1p(std::exp(std::min(a, b) - greater));
}

std::vector<PieceTrie::Piece> indexed(const std::vector<UnigramPiece>& pieces) {
  std::vector<PieceTrie::Piece> texts;
  texts.reserve(pieces.size());
  for (const auto& piece : pieces) texts.push_back({piece.text, std::ssize(texts)});
  return texts;
}

}  // namespace

std::vector<double> expected_counts(const std::vector<UnigramPiece>& pieces, const std::vector<WeightedText>& words) {
  const PieceTrie trie(indexed(pieces));
  std::vector<double> counts(pieces.size());
  std::vector<Edge> edges;
  std::vector<double> before;  // log of the sum over all segmentations up to a byte, and from there to the end
  std::vector<double> after;
  for (const auto& [text, weight] : words) {
    edges.clear();
    before.assign(text.size() + 1, impossible);
    after.assign(text.size() + 1, impossible);
    before.front() = after.back() = 0;
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
      if (before[begin] == impossible) continue;
      trie.for_each_prefix(std::string_view(text).substr(begin), [&](std::int64_t number, std::size_t length) {
        const auto piece = static_cast<std::size_t>(number);
        edges.push_back({begin, begin + length, piece});
        before[begin + length] = log_sum(before[begin + length], before[begin] + pieces[piece].score);
      });
    }
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
      const auto rest = pieces[edge->piece].score + after[edge->end];
      counts[edge->piece] += weight * std::exp(before[edge->begin] + rest - before.back());
      after[edge->begin] = log_sum(after[edge->begin], rest);
    }
  }
  return counts;
}

}  // namespace data
