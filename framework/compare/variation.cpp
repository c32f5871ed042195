#include "framework/compare/variation.hpp"

#include <algorithm>

#include "evograd/error.hpp"
#include "framework/manifest/manifest_tables.hpp"
#include "framework/manifest/nearest.hpp"

namespace evograd::host {
namespace {

constexpr const char* kOption = "--vary";

/// The parts of `text` between commas that are neither in brackets nor in quotes.
std::vector<std::string> values_in(const std::string& text) {
  std::vector<std::string> values(1);
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      values.emplace_back();
      continue;
    }
    values.back() += c;
  }
  return values;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void require_free(const Variant& variant, const std::string& key) {
  for (const auto& setting : variant.settings) {
    if (!setting.starts_with(key + "=")) continue;
    throw Error(kOption, "'" + key + "' is set by '" + variant.label + "' as well", "specify its values in one place");
  }
}

}  // namespace

Variation parse_variation(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw Error(kOption, "'" + text + "' is not a key with values",
                "write KEY=VALUE,VALUE,…, e.g. --vary estimator.sigma=0.001,0.01");
  }
  Variation variation{text.substr(0, equals), values_in(text.substr(equals + 1))};
  std::vector<std::string> seen;
  for (const auto& value : variation.values) {
    if (value.empty()) throw Error(kOption, "a value is missing in '" + text + "'", "remove the comma too many");
    if (contains(seen, value)) throw Error(kOption, "'" + value + "' appears twice in '" + text + "'", "list it once");
    seen.push_back(value);
  }
  return variation;
}

std::vector<Variant> vary(const std::vector<Variant>& variants, const std::vector<Variation>& variations,
                          const std::function<std::vector<std::string>(const Variant&)>& keys_of) {
  auto grid = variants;
  std::vector<std::string> known;
  for (const auto& variant : variants) {
    for (const auto& key : keys_of(variant)) {
      if (!contains(known, key)) known.push_back(key);
    }
  }
  std::vector<std::string> varied;
  for (const auto& [key, values] : variations) {
    if (contains(varied, key)) throw Error(kOption, "'" + key + "' is varied twice", "list all its values together");
    varied.push_back(key);
    if (key == "seed") throw Error(kOption, "'seed' is varied by --seeds", "write --seeds NUMBER");
    if (!contains(known, key)) {
      const auto near = nearest(key, known);
      throw Error(
          kOption, "no estimator of the comparison has the key '" + key + "'",
          near.empty() ? "see evograd describe for the options of each component" : "did you mean '" + near + "'?");
    }
    std::vector<Variant> more;
    for (const auto& variant : grid) {
      if (!contains(keys_of(variant), key)) {
        more.push_back(variant);
        continue;
      }
      require_free(variant, key);
      for (const auto& value : values) {
        auto changed = variant;
        const auto setting = key + "=" + value;
        changed.grid_settings.push_back(setting);
        changed.label += ":" + setting;
        more.push_back(std::move(changed));
      }
    }
    grid = std::move(more);
  }
  return grid;
}

std::vector<std::string> keys_to_vary(const ResolvedManifest& manifest) {
  std::vector<std::string> keys;
  for (const auto& table : manifest_tables(manifest)) {
    if (table.name.empty() || table.header().starts_with("[[")) continue;
    for (const auto& line : table.lines) {
      if (line.key != "use") keys.push_back(table.name + "." + line.key);
    }
  }
  return keys;
}

}  // namespace evograd::host
