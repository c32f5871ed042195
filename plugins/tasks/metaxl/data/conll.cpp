#include "tasks/metaxl/data/conll.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "evograd/error.hpp"
#include "tasks/metaxl/data/iob.hpp"
#include "tasks/metaxl/data/text_lines.hpp"

namespace metaxl {

using namespace evograd;

namespace {

constexpr const char* separators = " \t";
constexpr std::string_view document_start = "-DOCSTART-";

struct Columns {
  std::string_view word;
  std::string_view tag;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(separators);
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(separators) + 1 - first);
}

/// The first and the last column of a line that is not blank; the word is empty where a separator leads to the tag.
Columns columns_of(std::string_view line, const std::string& place) {
  const bool tabs = line.find('\t') != line.npos;
  const char separator = tabs ? '\t' : ' ';
  const auto columns = trimmed(line);
  const auto last = columns.rfind(separator);
  const bool leading = line.front() == separator;
  if (last == columns.npos && !leading) {
    throw Error(place, "has one column, '" + std::string(columns) + "'",
                "the line of a token is the word, a blank or tab, and the tag");
  }
  // Blanks before a word do not form a column; a tab before it ends an empty column.
  const bool no_word = last == columns.npos || (tabs && leading);
  return {no_word ? "" : trimmed(columns.substr(0, columns.find(separator))), trimmed(columns.substr(last + 1))};
}

/// The length of a prefix such as "en:" or "zh-classical:" of `word`; 0 if there is none.
std::size_t prefix_length(const std::string& word) {
  constexpr std::size_t longest = 16;
  const auto colon = word.find(':');
  if (colon == word.npos || colon < 2 || colon >= longest || word[0] == '-') return 0;
  const auto in_code = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(colon), in_code) ? colon + 1 : 0;
}

void strip_prefixes(std::vector<TaggedSentence>& sentences, LanguagePrefix prefix) {
  if (prefix == LanguagePrefix::keep) return;
  const auto has_prefix = [](const std::string& word) { return word.empty() || prefix_length(word) > 0; };
  const auto all = std::all_of(sentences.begin(), sentences.end(), [&](const auto& sentence) {
    return std::all_of(sentence.tokens.begin(), sentence.tokens.end(), has_prefix);
  });
  if (prefix == LanguagePrefix::detect && !all) return;
  for (auto& sentence : sentences) {
    for (auto& word : sentence.tokens) word.erase(0, prefix_length(word));
  }
}

/// Removes tokens without a word, then sentences without a token.
std::int64_t drop_empty(std::vector<TaggedSentence>& sentences) {
  std::int64_t dropped = 0;
  for (auto& sentence : sentences) {
    TaggedSentence kept;
    for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
      if (sentence.tokens[i].empty()) continue;
      kept.tokens.push_back(std::move(sentence.tokens[i]));
      kept.tags.push_back(std::move(sentence.tags[i]));
    }
    dropped += static_cast<std::int64_t>(sentence.tokens.size() - kept.tokens.size());
    sentence = std::move(kept);
  }
  std::erase_if(sentences, [](const auto& sentence) { return sentence.tokens.empty(); });
  return dropped;
}

}  // namespace

TaggedText read_conll(const std::filesystem::path& file, LanguagePrefix prefix) {
  TextLines lines(file);
  TaggedText text;
  TaggedSentence sentence;
  const auto end_sentence = [&] {
    if (!sentence.tokens.empty()) text.sentences.push_back(std::exchange(sentence, {}));
  };
  while (const auto line = lines.next()) {
    const bool blank = line->find_first_not_of(separators) == line->npos;
    if (blank || line->substr(0, line->find_first_of(separators)) == document_start) {
      end_sentence();
      continue;
    }
    const auto [word, tag] = columns_of(*line, lines.place());
    if (!parsed_iob(tag)) {
      throw Error(lines.place(), "the last column is '" + std::string(tag) + "', not a tag",
                  "tags are O, B-TYPE and I-TYPE (IOB1 or IOB2)");
    }
    sentence.tokens.emplace_back(word);
    sentence.tags.emplace_back(tag);
  }
  end_sentence();
  strip_prefixes(text.sentences, prefix);
  text.dropped_tokens = drop_empty(text.sentences);
  for (auto& one : text.sentences) text.changed_tags += normalise_to_iob2(one.tags);
  if (text.sentences.empty()) throw Error(file.string(), "contains no sentence");
  return text;
}

}  // namespace metaxl
