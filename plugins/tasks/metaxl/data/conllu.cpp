#include "tasks/metaxl/data/conllu.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "evograd/error.hpp"
#include "tasks/metaxl/data/text_lines.hpp"
#include "tasks/metaxl/data/word_checks.hpp"

namespace metaxl {

using namespace evograd;

namespace {

constexpr std::size_t column_count = 10;
constexpr std::int64_t form_column = 2;
constexpr std::int64_t upos_column = 4;

std::array<std::string_view, column_count> ten_columns_of(std::string_view line, const std::string& place) {
  const auto found = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t')) + 1;
  if (found != column_count) {
    throw Error(place, fmt::format("has {} columns, not ten", found),
                "CoNLL-U has ten columns separated by tabs; '_' marks an empty one");
  }
  std::array<std::string_view, column_count> columns;
  for (auto& column : columns) {
    const auto end = std::min(line.find('\t'), line.size());
    column = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return columns;
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// True for `3-4` and `5.1`.
bool is_no_word(std::string_view identifier) {
  const auto middle = identifier.find_first_of("-.");
  return middle != identifier.npos && number(identifier.substr(0, middle)) && number(identifier.substr(middle + 1));
}

}  // namespace

TaggedText read_conllu(const std::filesystem::path& file, const TextColumns& wanted) {
  const auto place_of = [&](std::int64_t number, std::int64_t usual, const char* option) {
    const auto chosen = number == 0 ? usual : number;
    const auto at = chosen > 0 ? chosen - 1 : chosen + static_cast<std::int64_t>(column_count);
    if (at >= 0 && at < static_cast<std::int64_t>(column_count)) return static_cast<std::size_t>(at);
    throw Error("[task] " + std::string(option), fmt::format("is {}, but CoNLL-U has ten columns", number),
                "1 is the first column, -1 the last; 2 has the words, 4 and 5 have parts of speech");
  };
  const auto form_place = place_of(wanted.word_column, form_column, "word_column");
  const auto tag_place = place_of(wanted.tag_column, upos_column, "tag_column");
  TextLines lines(file);
  TaggedText text;
  TaggedSentence sentence;
  const auto end_sentence = [&] {
    if (!sentence.tokens.empty()) text.sentences.push_back(std::exchange(sentence, {}));
  };
  while (const auto line = lines.next()) {
    if (line->find_first_not_of(" \t") == line->npos) {
      end_sentence();
      continue;
    }
    if (line->starts_with('#')) continue;
    const auto columns = ten_columns_of(*line, lines.place());
    if (is_no_word(columns[0])) continue;
    const auto expected = sentence.tokens.size() + 1;
    if (number(columns[0]) != expected) {
      throw Error(lines.place(), fmt::format("the first column is '{}', not {}", columns[0], expected),
                  "a sentence's words are numbered from 1, and an empty line ends it");
    }
    const auto form = columns[form_place];
    const auto tag = columns[tag_place];
    if (form.empty()) throw Error(lines.place(), fmt::format("column {}, the word, is empty", form_place + 1));
    if (tag.empty() || tag == "_") {
      throw Error(lines.place(), fmt::format("'{}' has no tag in column {}", form, tag_place + 1),
                  "use a tagged treebank; UPOS is in column 4, XPOS in column 5 (tag_column)");
    }
    sentence.tokens.emplace_back(form);
    sentence.tags.emplace_back(tag);
  }
  end_sentence();
  if (text.sentences.empty()) throw Error(file.string(), "contains no sentence");
  require_words(text, file, "set word_column: CoNLL-U has the words in column 2");
  text.withheld_words = withheld_words(text);
  return text;
}

}  // namespace metaxl
