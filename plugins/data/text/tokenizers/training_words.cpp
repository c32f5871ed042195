#include "data/text/tokenizers/training_words.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <map>
#include <utility>

#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr char32_t marker = U'▁';

using Counts = std::map<std::u32string, std::int64_t>;

bool is_white_space(char32_t point) { return u_isUWhiteSpace(static_cast<UChar32>(point)) != 0; }

/// Calls `visit` with every maximal part of `text` without a code point for which `parts` is true.
template <class Parts, class Visit>
void for_each_part(std::u32string_view text, const Parts& parts, const Visit& visit) {
  for (auto begin = text.begin(); begin != text.end();) {
    const auto end = std::find_if(begin, text.end(), parts);
    if (begin != end) visit(std::u32string(begin, end));
    begin = end == text.end() ? end : end + 1;
  }
}

template <class Visit>
void for_each_word(std::string_view text, const Visit& visit) {
  for_each_part(code_points(nfkc(text)), is_white_space, [&](const std::u32string& word) { visit(marker + word); });
}

std::u32string alphabet_of(const Counts& words, double coverage) {
  std::map<char32_t, std::int64_t> counts;
  std::int64_t all = 0;
  for (const auto& [word, count] : words) {
    for (const auto point : word) counts[point] += count;
    all += count * std::ssize(word);
  }
  std::vector<std::pair<char32_t, std::int64_t>> ordered(counts.begin(), counts.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](auto& a, auto& b) { return a.second > b.second; });
  std::u32string alphabet;
  std::int64_t covered = 0;
  for (const auto& [point, count] : ordered) {
    if (static_cast<double>(covered) >= coverage * static_cast<double>(all)) break;
    alphabet += point;
    covered += count;
  }
  std::sort(alphabet.begin(), alphabet.end());
  return alphabet;
}

}  // namespace

std::string marked_words(std::string_view text) {
  std::string marked;
  for_each_word(text, [&](const std::u32string& word) { marked += to_utf8(word); });
  return marked;
}

TrainingWords training_words(const std::vector<std::string>& texts, double coverage) {
  Counts words;
  for (const auto& text : texts) {
    expect_utf8(text, "a text to learn pieces from");
    for_each_word(text, [&](const std::u32string& word) { ++words[word]; });
  }
  if (words.empty()) {
    throw Error("trained tokenizer", "the " + std::to_string(texts.size()) + " texts contain no word",
                "pass the texts of the training data");
  }
  TrainingWords result{alphabet_of(words, coverage), {}};
  const auto is_foreign = [&](char32_t point) {
    return !std::binary_search(result.alphabet.begin(), result.alphabet.end(), point);
  };
  Counts parts;
  for (const auto& [word, count] : words) {
    for_each_part(word, is_foreign, [&, n = count](const std::u32string& part) { parts[part] += n; });
  }
  for (auto& [part, count] : parts) result.words.push_back({part, count});
  return result;
}

}  // namespace data
