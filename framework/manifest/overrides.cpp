#include "framework/manifest/overrides.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "evograd/text.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/manifest/toml_reader.hpp"

namespace evograd::host {
namespace {

std::vector<std::string> parts_of(const std::string& dotted_key) {
  std::vector<std::string> parts(1);
  for (const char c : dotted_key) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

constexpr std::size_t most_parts = 8;  // more than any key in the schema has

/// Whether `text` may be taken as a string without quotes: names and paths, whose quotes the shell removes.
bool is_bare_word(const std::string& text) {
  const auto in = [](unsigned char c, std::string_view more) {
    return std::isalnum(c) || more.find(static_cast<char>(c)) != std::string_view::npos;
  };
  return !text.empty() && in(text.front(), "_/.~") &&
         std::all_of(text.begin(), text.end(), [&](char c) { return in(c, "_/.~-+:@"); });
}

/// A table that contains `node` in the tables that all but the last of `parts` name.
Table nested(const std::vector<std::string>& parts, const Node& node) {
  Table table{node.key, {node}};
  for (auto part = parts.rbegin() + 1; part != parts.rend(); ++part) {
    table = Table{node.key, {Node{*part, node.key, node.key, std::move(table)}}};
  }
  return table;
}

/// Whether `parts` leads through the tables of `document` to a value or to nothing; otherwise the key is not in the
/// schema.
bool leads_to_value(const Table& document, const std::vector<std::string>& parts) {
  if (parts.size() > most_parts) return false;
  const auto* table = &document;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto* node = table->find(parts[i]);
    if (!node) return true;
    table = node->as_table();
    const bool last = i + 1 == parts.size();
    if (last == (table != nullptr)) return false;
  }
  return true;
}

}  // namespace

Overrides::Overrides(const ManifestRequest& request, Diagnostics& diagnostics) {
  const auto component = [&](const std::string& kind, const std::string& name) {
    if (name.empty()) return;
    const SourceSpan span{"--" + kind, 1, 1, name.size()};
    diagnostics.add_text(span.file, name);
    components_.push_back({kind, span, span, Table{span, {Node{"use", span, span, OptionValue(name)}}}});
  };
  component("task", request.task);
  component("backbone", request.backbone);
  component("estimator", request.estimator);

  std::string lines;
  for (const auto& text : request.settings) lines += text + "\n";
  diagnostics.add_text("--set", lines);
  for (std::size_t i = 0; i < request.settings.size(); ++i) read_setting(request.settings[i], i + 1, diagnostics);
}

void Overrides::read_setting(const std::string& text, std::size_t number, Diagnostics& diagnostics) {
  const auto equals = text.find('=');
  const SourceSpan key{"--set", number, 1, std::max<std::size_t>(std::min(equals, text.size()), 1)};
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    diagnostics.add(key, "'" + text + "' is not a setting", "write KEY=VALUE, e.g. --set estimator.sigma=0.01");
    return;
  }
  const auto value = text.substr(equals + 1);
  const SourceSpan value_span{"--set", number, equals + 2, value.size()};
  auto node = parse_toml_value(value);
  if (!node && is_bare_word(value)) node = Node{{}, {}, {}, OptionValue(value)};
  if (!node) {
    diagnostics.add(value_span, "'" + value + "' is not a valid TOML value",
                    "a string with spaces or punctuation needs quotes: --set '" + text.substr(0, equals) + "=\"…\"'");
    return;
  }
  const auto dotted_key = text.substr(0, equals);
  node->name = parts_of(dotted_key).back();
  node->key = key;
  node->value = value_span;
  settings_.push_back({dotted_key, std::move(*node)});
}

void Overrides::apply(Table& document) const {
  for (const auto& component : components_) document.put(component);
  for (const auto& setting : settings_) {
    const auto parts = parts_of(setting.dotted_key);
    if (leads_to_value(document, parts)) merge(document, nested(parts, setting.node));
  }
}

void Overrides::report_unknown_keys(Diagnostics& diagnostics) const {
  for (const auto& setting : settings_) {
    const auto& key = setting.dotted_key;
    const bool unknowable = std::any_of(unknowable_.begin(), unknowable_.end(),
                                        [&](const std::string& table) { return key.starts_with(table); });
    if (unknowable || std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const auto best = nearest(key, known_);
    diagnostics.add(setting.node.key, "unknown key '" + key + "'",
                    best.empty() ? "keys: " + comma_separated(known_) : "did you mean '" + best + "'?");
  }
}

}  // namespace evograd::host
