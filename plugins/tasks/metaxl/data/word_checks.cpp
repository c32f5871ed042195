#include "tasks/metaxl/data/word_checks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "tasks/metaxl/data/entity_tags.hpp"

namespace metaxl {

using namespace evograd;

namespace {

constexpr std::int64_t fewest_tokens = 5;  // fewer say too little
constexpr double most_of_one_word = 0.9;
constexpr std::int64_t longest_sentence = 100;  // a file of one longer sentence has no empty line
constexpr std::int64_t most_distinct_words =
    100;  // if this many words are all different, they are numbers of words, not words
constexpr const char* restore_words =
    "obtain the words as the README of the texts says and merge them into the file, or use another one";

template <class Accepts>
std::int64_t count_words(const TaggedText& text, const Accepts& accepts) {
  std::int64_t count = 0;
  for (const auto& sentence : text.sentences) {
    count += std::count_if(sentence.tokens.begin(), sentence.tokens.end(), accepts);
  }
  return count;
}

template <class Accepts>
bool all_words(const TaggedText& text, const Accepts& accepts) {
  return std::all_of(text.sentences.begin(), text.sentences.end(), [&](const auto& sentence) {
    return std::all_of(sentence.tokens.begin(), sentence.tokens.end(), accepts);
  });
}

/// "12", "3-4", "0:17": numbers of words, sentences or characters.
bool is_index(std::string_view word) {
  return word.find_first_of("0123456789") != word.npos && word.find_first_not_of("0123456789-.:,/_#") == word.npos;
}

/// "_", "***", "XXXX", "<unk>", "[MASK]": what stands in place of a word.
bool is_placeholder(std::string_view word) {
  constexpr std::string_view signs = "_*#?xX";
  if (word.empty()) return false;
  const bool of_one_sign = signs.find(word.front()) != signs.npos && word.find_first_not_of(word.front()) == word.npos;
  const bool in_brackets =
      word.size() > 2 && ((word.front() == '<' && word.back() == '>') || (word.front() == '[' && word.back() == ']'));
  return of_one_sign || in_brackets;
}

/// The most frequent word and how often it occurs.
std::pair<std::string, std::int64_t> most_frequent(const TaggedText& text) {
  std::unordered_map<std::string_view, std::int64_t> counts;
  for (const auto& sentence : text.sentences) {
    for (const auto& word : sentence.tokens) ++counts[word];
  }
  const auto found = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second < b.second : a.first > b.first;
  });
  return {std::string(found->first), found->second};
}

/// Whether every sentence of several words repeats one word, and there are some: a column with the document's name.
bool repeats_in_sentences(const TaggedText& text) {
  std::int64_t longer = 0;
  for (const auto& [tokens, tags] : text.sentences) {
    if (tokens.size() < 2) continue;
    ++longer;
    if (std::any_of(tokens.begin(), tokens.end(),
                    [&, &first = tokens.front()](const auto& word) { return word != first; })) {
      return false;
    }
  }
  return longer > 2;
}

}  // namespace

void require_words(const TaggedText& text, const std::filesystem::path& file, const std::string& help) {
  const auto count = text.token_count();
  if (count < fewest_tokens) return;
  if (all_words(text, is_index)) {
    const auto& first = text.sentences.front().tokens;
    const auto some =
        std::vector(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(first.size(), 3)));
    throw Error(file.string(),
                fmt::format("all of its {} words are numbers ({}, …): this column counts the words", count,
                            comma_separated(some)),
                help);
  }
  if (all_words(text, [](const std::string& word) { return parsed_entity_tag(word).has_value(); })) {
    throw Error(file.string(),
                fmt::format("all of its {} words are tags, such as '{}'", count, text.sentences.front().tokens.front()),
                help);
  }
  const auto most = most_of_one_word * static_cast<double>(count);
  const auto [word, times] = most_frequent(text);
  const auto placeholders = count_words(text, is_placeholder);
  if (static_cast<double>(placeholders) >= most) {
    const bool one = times == placeholders;
    throw Error(file.string(),
                fmt::format("{} of its {} words are {}{}: they are withheld", placeholders, count,
                            one ? "" : "placeholders such as ", in_quotes(word)),
                restore_words + ("; if another column has them, " + help));
  }
  if (static_cast<double>(times) >= most) {
    throw Error(file.string(), fmt::format("{} of its {} words are {}", times, count, in_quotes(word)), help);
  }
  if (times == 1 && count >= most_distinct_words) {
    throw Error(file.string(),
                fmt::format("none of its {} words occurs twice ({}, …): this column numbers the words", count,
                            in_quotes(text.sentences.front().tokens.front())),
                help);
  }
  if (text.sentences.size() == 1 && count > longest_sentence) {
    throw Error(file.string(), fmt::format("is one sentence of {} words", count),
                "an empty line ends a sentence: write one after each");
  }
  if (repeats_in_sentences(text)) {
    throw Error(file.string(),
                fmt::format("in each sentence all words are the same, such as {}",
                            in_quotes(text.sentences.front().tokens.front())),
                help);
  }
}

std::int64_t withheld_words(const TaggedText& text) {
  std::int64_t count = 0;
  for (const auto& sentence : text.sentences) count += std::count(sentence.tokens.begin(), sentence.tokens.end(), "_");
  return count;
}

}  // namespace metaxl
