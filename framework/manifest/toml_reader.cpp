#include "framework/manifest/toml_reader.hpp"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <tuple>
#include <utility>

#include "framework/manifest/key_depth.hpp"
#include "framework/manifest/written_text.hpp"

namespace evograd::host {
namespace {

// In a valid manifest, keys have at most three parts and tables are nested two deep.
constexpr std::size_t most_key_parts = 16;
constexpr int deepest_table = 32;

SourceSpan span_of(const toml::source_region& region, const std::string& file) {
  const bool one_line = region.begin.line == region.end.line && region.end.column > region.begin.column;
  return {file, region.begin.line, region.begin.column, one_line ? region.end.column - region.begin.column : 1};
}

template <class Value>
OptionValue values_of(const toml::array& array) {
  std::vector<Value> values;
  for (const auto& item : array) values.push_back(item.as<Value>()->get());
  return values;
}

/// Integers among the numbers are converted to the nearest double, as is a single integer where a number is expected.
OptionValue numbers_of(const toml::array& array) {
  std::vector<double> numbers;
  for (const auto& item : array) {
    const auto* integer = item.as_integer();
    numbers.push_back(integer ? static_cast<double>(integer->get()) : item.as_floating_point()->get());
  }
  return numbers;
}

/// Converts toml++'s tree to ours, which keeps its positions when merged.
class Converter {
 public:
  explicit Converter(const std::string& file) : file_(file) {}

  Table table(const toml::table& source, int depth = 0) const {
    Table result{span_of(source.source(), file_), {}};
    for (const auto& [key, value] : source) {
      result.nodes.push_back({std::string(key.str()), span_of(key.source(), file_), span_of(value.source(), file_),
                              content(value, depth)});
    }
    // In the order of the text, not alphabetically.
    std::stable_sort(result.nodes.begin(), result.nodes.end(), [](const Node& a, const Node& b) {
      return std::tie(a.key.line, a.key.column) < std::tie(b.key.line, b.key.column);
    });
    return result;
  }

 private:
  using Content = decltype(Node::content);

  Content content(const toml::node& node, int depth) const {
    if (depth == deepest_table) return Unusable{"nested in too many tables"};
    if (const auto* inner = node.as_table()) return table(*inner, depth + 1);
    if (const auto* list = node.as_array()) return array(*list, depth + 1);
    if (const auto* text = node.as_string()) return OptionValue(text->get());
    if (const auto* integer = node.as_integer()) return OptionValue(integer->get());
    if (const auto* real = node.as_floating_point()) return OptionValue(real->get());
    if (const auto* on = node.as_boolean()) return OptionValue(on->get());
    return Unusable{"a date or time"};
  }

  Content array(const toml::array& list, int depth) const {
    const auto all = [&](auto accepts) { return std::all_of(list.begin(), list.end(), accepts); };
    if (all([](const toml::node& item) { return item.is_integer(); })) return values_of<std::int64_t>(list);
    if (all([](const toml::node& item) { return item.is_number(); })) return numbers_of(list);
    if (all([](const toml::node& item) { return item.is_string(); })) return values_of<std::string>(list);
    if (all([](const toml::node& item) { return item.is_table(); })) {
      std::vector<Table> tables;
      for (const auto& item : list) tables.push_back(table(*item.as_table(), depth));
      return tables;
    }
    return Unusable{"a list of mixed or unusable types"};
  }

  const std::string& file_;
};

std::string without_prefix(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

/// Rewords toml++'s "Error while parsing string: encountered end-of-file" in the style of our other messages.
std::string reason_of(const std::string& description) {
  const auto text = without_prefix(description, "Error while parsing ");
  const auto colon = text.find(": ");
  if (text.size() == description.size() || colon == std::string::npos) return "bad TOML: the text is not valid UTF-8";
  auto reason = text.substr(colon + 2);
  if (reason.starts_with("cannot redefine existing ")) {
    const auto quote = reason.find('\'');
    return (quote == std::string::npos ? "a key" : reason.substr(quote)) + " is set twice";
  }
  if (reason == "encountered end-of-file") reason = "unexpected end of file";
  if (reason == "could not determine value type") reason = "not a valid TOML value";
  return fmt::format("bad TOML: {} (in a {})", reason, text.substr(0, colon));
}

/// `key = word` from a line whose value starts like a word and contains no TOML punctuation.
struct UnquotedText {
  std::string key;
  std::string word;
  std::size_t position;
};

std::optional<UnquotedText> unquoted_text(const std::string& line) {
  const auto equals = line.find('=');
  const auto begin = equals == std::string::npos ? equals : line.find_first_not_of(" \t", equals + 1);
  if (begin == std::string::npos ||
      (!std::isalpha(static_cast<unsigned char>(line[begin])) && !std::strchr("_/.~", line[begin]))) {
    return std::nullopt;
  }
  auto word = line.substr(begin, line.find('#', begin) - begin);
  word.erase(word.find_last_not_of(" \t") + 1);
  const auto key_begin = line.find_first_not_of(" \t");
  auto key = line.substr(key_begin, equals - key_begin);
  key.erase(key.find_last_not_of(" \t") + 1);
  if (key.empty() || word.find_first_of("\"'[]{},=") != std::string::npos) return std::nullopt;
  return UnquotedText{key, word, begin};
}

/// Adds what can be said about a syntax error. The most common one, a string without quotes, gets a specific hint.
void report(const toml::parse_error& error, const std::string& file, Diagnostics& diagnostics) {
  auto span = span_of(error.source(), file);
  if (const auto text = unquoted_text(diagnostics.line_of(span))) {
    std::string lower = text->word;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool is_switch = lower == "true" || lower == "false";
    span.column = text->position + 1;
    span.length = text->word.size();
    diagnostics.add(span, "bad TOML: " + text->word + " is not a valid TOML value",
                    is_switch ? "write " + text->key + " = " + lower
                              : fmt::format("strings need quotes: {} = \"{}\"", text->key, text->word));
    return;
  }
  const auto reason = reason_of(std::string(error.description()));
  diagnostics.add(span, reason,
                  reason.ends_with("is set twice") ? "keep one of them" : quoting_help(diagnostics.line_of(span)));
}

}  // namespace

std::optional<Table> parse_toml(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
  if (const auto line = line_of_deep_key(text, most_key_parts)) {
    diagnostics.add({file, *line}, fmt::format("bad TOML: a key of more than {} parts", most_key_parts),
                    "no key of a manifest has more than three, as optimizer.base.lr");
    return std::nullopt;
  }
  try {
    const toml::table document = toml::parse(text, std::string_view(file));
    return Converter(file).table(document);
  } catch (const toml::parse_error& error) {
    report(error, file, diagnostics);
    return std::nullopt;
  }
}

std::optional<Node> parse_toml_value(const std::string& text) {
  Diagnostics ignored;
  auto document = parse_toml("value = " + text, "", ignored);
  if (!document || document->nodes.size() != 1) return std::nullopt;
  return std::move(document->nodes.front());
}

}  // namespace evograd::host
