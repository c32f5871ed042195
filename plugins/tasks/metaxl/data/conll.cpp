#include "tasks/metaxl/data/conll.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "tasks/metaxl/data/conll_columns.hpp"
#include "tasks/metaxl/data/entity_tags.hpp"
#include "tasks/metaxl/data/text_lines.hpp"
#include "tasks/metaxl/data/word_checks.hpp"

namespace metaxl {

using namespace evograd;

namespace {

constexpr const char* separators = " \t";
constexpr std::string_view document_start = "-DOCSTART-";
constexpr const char* column_help =
    "set word_column to the column of the words and tag_column to that of the tags: 1 is the first column, -1 the last";

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

/// Reads the lines of one file.
class ConllReader {
 public:
  ConllReader(const std::filesystem::path& file, const TextColumns& wanted)
      : lines_(file),
        wanted_(wanted),
        word_number_(wanted.word_column == 0 ? 1 : wanted.word_column),
        tag_number_(wanted.tag_column == 0 ? -1 : wanted.tag_column) {}

  TaggedText read() {
    while (const auto line = lines_.next()) {
      const bool blank = line->find_first_not_of(separators) == line->npos;
      if (blank || line->substr(0, line->find_first_of(separators)) == document_start) {
        end_sentence();
      } else if (is_comment(*line)) {
        ++text_.comment_lines;
      } else {
        add(*line);
      }
    }
    end_sentence();
    return std::move(text_);
  }

 private:
  void end_sentence() {
    if (!sentence_.tokens.empty()) text_.sentences.push_back(std::exchange(sentence_, {}));
  }

  bool is_tag(std::string_view tag) const {
    return wanted_.tags_are_types ? !tag.empty() : parsed_entity_tag(tag).has_value();
  }

  bool is_comment(std::string_view line) const {
    if (wanted_.comments != "auto") return !wanted_.comments.empty() && line.starts_with(wanted_.comments);
    if (!line.starts_with('#')) return false;
    const auto first = line.substr(0, line.find_first_of(separators));
    const bool of_the_form = first.find_first_not_of('#') == first.npos || first.find('=') != first.npos;
    if (!of_the_form) return false;
    const auto columns = columns_of(line);
    const auto count = static_cast<std::int64_t>(columns.size());
    const auto place = tag_number_ > 0 ? tag_number_ - 1 : count + tag_number_;
    const bool has_tag =
        count > 1 && place >= 0 && place < count && parsed_entity_tag(columns[static_cast<std::size_t>(place)]);
    return !has_tag;
  }

  void add(std::string_view line) {
    const auto columns = columns_of(line);
    if (columns.size() < 2) {
      throw Error(lines_.place(), "has one column, " + in_quotes(columns.front()),
                  std::string("the line of a token is the word, a blank or tab, and the tag") +
                      (line.starts_with('#') ? "; for comments set comments = \"#\"" : ""));
    }
    const auto word_place = column_place(columns, word_number_, "word_column", lines_.place());
    const auto tag_place = column_place(columns, tag_number_, "tag_column", lines_.place());
    if (word_place == tag_place) {
      throw Error(lines_.place(), fmt::format("column {} would be both word and tag", word_place + 1), column_help);
    }
    const auto word = columns[word_place];
    if (word == document_start) return end_sentence();
    expect_tag(columns, tag_place, line);
    any_tag_seen_ = true;
    note_type(columns[tag_place]);
    sentence_.tokens.emplace_back(word);
    sentence_.tags.emplace_back(columns[tag_place]);
  }

  void expect_tag(const std::vector<std::string_view>& columns, std::size_t place, std::string_view line) const {
    const auto tag = columns[place];
    if (is_tag(tag)) return;
    std::vector<std::string> others;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (parsed_entity_tag(columns[i])) others.push_back(fmt::format("{}", i + 1));
    }
    std::string help = "tags are O and B-TYPE, I-TYPE (IOB1, IOB2), also of BIOES, BILOU and BMES";
    if (!others.empty()) help += "; column " + comma_separated(others) + " has a tag: set tag_column";
    if (line.starts_with('#')) help += "; for comments set comments = \"#\"";
    if (others.empty() && !any_tag_seen_) help += "; if the first line is a header, remove it";
    if (others.empty()) help += "; tags that are types alone, such as PER, are read with tag_scheme = \"types\"";
    throw Error(lines_.place(),
                (wanted_.tag_column == 0 ? std::string("the last column") : fmt::format("column {}", place + 1)) +
                    " is " + in_quotes(tag) + ", not a tag",
                help);
  }

  /// Throws Error if only some tags of the file have types.
  void note_type(std::string_view tag) {
    if (wanted_.tags_are_types || tag == "O") return;
    const bool typed = !parsed_entity_tag(tag)->type.empty();
    auto& first = typed ? first_typed_ : first_bare_;
    if (first.empty()) first = tag;
    if (first_typed_.empty() || first_bare_.empty()) return;
    throw Error(lines_.place(),
                fmt::format("the tag '{}' has {} type, but '{}' before it has {}", tag, typed ? "a" : "no",
                            typed ? first_bare_ : first_typed_, typed ? "none" : "one"),
                "give all tags of the file types, or none");
  }

  TextLines lines_;
  const TextColumns& wanted_;
  std::int64_t word_number_;
  std::int64_t tag_number_;
  TaggedText text_;
  TaggedSentence sentence_;
  bool any_tag_seen_ = false;
  std::string first_typed_;
  std::string first_bare_;
};

}  // namespace

TaggedText read_conll(const std::filesystem::path& file, const TextColumns& columns) {
  auto text = ConllReader(file, columns).read();
  strip_prefixes(text.sentences, columns.prefix);
  text.dropped_tokens = drop_empty(text.sentences);
  if (text.sentences.empty()) throw Error(file.string(), "contains no sentence");
  require_words(text, file, column_help);
  TagCounts counts;
  for (auto& sentence : text.sentences) {
    if (columns.tags_are_types) {
      convert_types_to_iob2(sentence.tags);
    } else {
      convert_to_iob2(sentence.tags, counts);
    }
  }
  text.changed_tags = counts.repaired;
  text.is_iob1 = counts.repaired > 0 && counts.begun_elsewhere == 0;
  text.withheld_words = withheld_words(text);
  return text;
}

}  // namespace metaxl
