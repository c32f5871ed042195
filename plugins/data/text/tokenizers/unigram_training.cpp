#include "data/text/tokenizers/unigram_training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "data/text/tokenizers/unicode_text.hpp"
#include "data/text/tokenizers/unigram.hpp"
#include "data/text/tokenizers/unigram_expectation.hpp"

namespace data {
namespace {

constexpr std::size_t seeds_per_piece = 20;
constexpr double kept_in_a_round = 0.75;
constexpr int steps_in_a_round = 2;
constexpr double fewest_expected = 0.5;  // pieces with a lower expected count are dropped
constexpr double spare = 1.1;            // factor of extra pieces left for the final selection by score

using Pieces = std::vector<UnigramPiece>;

class Training {
 public:
  Training(const TrainingWords& words, std::size_t most)
      : alphabet_(words.alphabet.size()), most_(most), pieces_(seed_pieces(words, seeds_per_piece * most)) {
    for (const auto& [text, count] : words.words) words_.push_back({to_utf8(text), static_cast<double>(count)});
  }

  Pieces run() {
    const auto enough = static_cast<std::size_t>(spare * static_cast<double>(most_));
    for (;;) {
      for (int i = 0; i < steps_in_a_round; ++i) maximize(expected_counts(pieces_, words_));
      if (pieces_.size() <= enough) break;
      const auto rest = static_cast<std::size_t>(kept_in_a_round * static_cast<double>(pieces_.size()));
      drop(std::max(enough, rest));
    }
    keep_highest(most_, [&](std::size_t piece) { return pieces_[piece].score; });
    return std::move(pieces_);
  }

 private:
  /// Scores from expected counts: log p under a sparse prior over vocabularies, ψ(count) − ψ(sum).
  void maximize(const std::vector<double>& counts) {
    Pieces kept;
    double sum = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (i >= alphabet_ && counts[i] < fewest_expected) continue;
      const auto count = std::max(counts[i], fewest_expected);
      kept.push_back({std::move(pieces_[i].text), digamma(count)});
      sum += count;
    }
    for (auto& piece : kept) piece.score -= digamma(sum);
    pieces_ = std::move(kept);
  }

  /// Keeps the alphabet and the `count` pieces whose removal would reduce the words' likelihood most.
  void drop(std::size_t count) {
    const auto unigram = model();
    std::vector<double> used(pieces_.size());
    for (const auto& [text, weight] : words_) {
      for (const auto& part : unigram.cut(text)) used[static_cast<std::size_t>(part.number)] += weight;
    }
    const auto sum = std::accumulate(used.begin(), used.end(), 0.0);
    std::vector<double> losses(pieces_.size());
    for (std::size_t i = alphabet_; i < pieces_.size(); ++i) losses[i] = loss(unigram, i, used, sum);
    keep_highest(count, [&](std::size_t piece) { return losses[piece]; });
  }

  /// The reduction in the words' log likelihood if `piece` is split into others wherever it is used; -∞ if it is never
  /// used, or is not the best segmentation of its own text.
  double loss(const Unigram& unigram, std::size_t piece, const std::vector<double>& used, double sum) const {
    const auto& [text, score] = pieces_[piece];
    const auto others = unigram.cut(text, static_cast<std::int64_t>(piece));
    double without = 0;
    for (const auto& part : others) without += pieces_[static_cast<std::size_t>(part.number)].score;
    if (used[piece] == 0 || without > score) return -std::numeric_limits<double>::infinity();
    const auto parts = static_cast<double>(others.size());
    double likelihood = -parts * std::log(sum + used[piece] * (parts - 1));
    for (const auto& part : others) likelihood += std::log(used[static_cast<std::size_t>(part.number)] + used[piece]);
    return used[piece] / sum * (std::log(used[piece]) - std::log(sum) - likelihood);
  }

  /// Keeps the alphabet and the highest-ranked of the rest by `rank`, `count` in total; preserves their order.
  template <class Rank>
  void keep_highest(std::size_t count, const Rank& rank) {
    if (pieces_.size() <= count) return;
    std::vector<std::size_t> order(pieces_.size() - alphabet_);
    std::iota(order.begin(), order.end(), alphabet_);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rank(a) > rank(b); });
    order.resize(count - alphabet_);
    std::sort(order.begin(), order.end());
    Pieces kept(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(alphabet_));
    for (const auto piece : order) kept.push_back(std::move(pieces_[piece]));
    pieces_ = std::move(kept);
  }

  Unigram model() const {
    std::vector<Unigram::Piece> pieces;
    for (const auto& [text, score] : pieces_) pieces.push_back({text, score, std::ssize(pieces)});
    return {pieces, /*unknown_score=*/-1e6F};  // never used: the alphabet covers the words
  }

  static double digamma(double x) {
    double result = 0;
    while (x < 7) result -= 1 / x++;
    x -= 0.5;
    const auto square = 1 / (x * x);
    return result + std::log(x) + square / 24 - 7.0 / 960 * square * square + 31.0 / 8064 * square * square * square -
           127.0 / 30720 * square * square * square * square;
  }

  std::size_t alphabet_;
  std::size_t most_;
  Pieces pieces_;
  std::vector<WeightedText> words_;
};

}  // namespace

std::vector<UnigramPiece> train_unigram(const TrainingWords& words, std::size_t most) {
  return Training(words, most).run();
}

}  // namespace data
