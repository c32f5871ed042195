#include "data/text/tokenizers/seed_pieces.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "data/text/tokenizers/unicode_text.hpp"

namespace data {

namespace {

constexpr std::size_t longest_piece = 16;

/// A suffix of a word, starting at some code point.
struct Suffix {
  std::uint32_t word;
  std::uint32_t at;
};

/// A text and its weight, occurrences × length.
struct Seed {
  std::u32string_view text;
  std::int64_t weight;
};

class Suffixes {
 public:
  explicit Suffixes(const std::vector<CountedWord>& words) : words_(words) {
    for (std::size_t word = 0; word < words.size(); ++word) {
      for (std::size_t at = 0; at < words[word].text.size(); ++at) {
        suffixes_.push_back({static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(at)});
      }
    }
    std::sort(suffixes_.begin(), suffixes_.end(), [this](const Suffix& a, const Suffix& b) {
      return std::tuple(text(a), a.word, a.at) < std::tuple(text(b), b.word, b.at);
    });
    for (std::size_t i = 0; i + 1 < suffixes_.size(); ++i) {
      const auto a = text(suffixes_[i]);
      const auto b = text(suffixes_[i + 1]);
      common_.push_back(
          static_cast<std::uint8_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin()));
    }
    common_.push_back(0);
  }

  /// Adds the texts of length `length` to `seeds`.
  void collect(std::size_t length, std::vector<Seed>& seeds) const {
    for (std::size_t begin = 0; begin < suffixes_.size();) {
      const auto first = text(suffixes_[begin]);
      std::int64_t count = 0;
      bool goes_on_in_two_ways = first.size() == length;  // longest_piece, or the end of a word
      auto end = begin;
      do {
        count += words_[suffixes_[end].word].count;
        goes_on_in_two_ways = goes_on_in_two_ways || common_[end] == length;
      } while (common_[end++] >= length);
      if (first.size() >= length && count >= 2 && goes_on_in_two_ways) {
        seeds.push_back({first.substr(0, length), count * static_cast<std::int64_t>(length)});
      }
      begin = end;
    }
  }

 private:
  std::u32string_view text(const Suffix& suffix) const {
    return std::u32string_view(words_[suffix.word].text).substr(suffix.at, longest_piece);
  }

  const std::vector<CountedWord>& words_;
  std::vector<Suffix> suffixes_;      ///< sorted
  std::vector<std::uint8_t> common_;  ///< number of code points that each shares with the next
};

}  // namespace

std::vector<UnigramPiece> seed_pieces(const TrainingWords& words, std::size_t most) {
  const Suffixes suffixes(words.words);
  std::vector<Seed> seeds;
  for (std::size_t length = 2; length <= longest_piece; ++length) suffixes.collect(length, seeds);
  std::sort(seeds.begin(), seeds.end(),
            [](const Seed& a, const Seed& b) { return std::tuple(-a.weight, a.text) < std::tuple(-b.weight, b.text); });
  if (seeds.size() > most) seeds.resize(most);

  std::map<char32_t, std::int64_t> letters;
  for (const auto& word : words.words) {
    for (const auto point : word.text) letters[point] += word.count;
  }
  std::int64_t sum = 0;
  for (const auto& [point, count] : letters) sum += count;
  for (const auto& seed : seeds) sum += seed.weight;
  const auto score = [&](std::int64_t weight) {
    return std::log(static_cast<double>(weight) / static_cast<double>(sum));
  };
  std::vector<UnigramPiece> pieces;
  for (const auto point : words.alphabet) pieces.push_back({to_utf8({&point, 1}), score(letters[point])});
  for (const auto& seed : seeds) pieces.push_back({to_utf8(seed.text), score(seed.weight)});
  return pieces;
}

}  // namespace data
