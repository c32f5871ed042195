#include "framework/compare/variant.hpp"

#include <fmt/core.h>

#include <cctype>
#include <cstdint>
#include <functional>
#include <sstream>

#include "evograd/error.hpp"
#include "framework/manifest/manifest.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kLongest = 160;  ///< of a folder's name, which is followed by a seed and an extension

}  // namespace

std::string Variant::file_name() const {
  std::string name;
  for (const unsigned char c : label) {
    name += std::isalnum(c) || c == '-' || c == '.' || c == '_' ? static_cast<char>(c) : '_';
  }
  if (name.size() <= kLongest) return name;
  // The rest of the name, as a number.
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string>()(label));
  return fmt::format("{}-{:08x}", name.substr(0, kLongest - 9), hash);
}

Variant parse_variant(const std::string& text) {
  Variant variant{text, {}, {}, text, {}};
  std::istringstream parts(text);
  std::getline(parts, variant.estimator, ':');
  for (std::string setting; std::getline(parts, setting, ':');) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error("--estimators", "'" + setting + "' in '" + text + "' is not a setting",
                  "write NAME:key=value, e.g. evograd:preset=paper");
    }
    const bool whole = setting.substr(0, equals).find('.') != std::string::npos;
    variant.settings.push_back(whole ? setting : "estimator." + setting);
  }
  if (variant.estimator.empty())
    throw Error("--estimators", "'" + text + "' does not name an estimator", "see evograd list");
  return variant;
}

ResolvedManifest manifest_of(const Variant& variant, const ManifestRequest& request, const ResolvedManifest& own,
                             const std::vector<std::string>& settings) {
  auto changed = request;
  if (variant.estimator != own.estimator.entry->name) {
    changed.estimator = variant.estimator;
    std::erase_if(changed.settings, [](const std::string& setting) { return setting.starts_with("estimator."); });
  }
  changed.settings.insert(changed.settings.end(), variant.settings.begin(), variant.settings.end());
  changed.settings.insert(changed.settings.end(), variant.grid_settings.begin(), variant.grid_settings.end());
  changed.settings.insert(changed.settings.end(), settings.begin(), settings.end());
  return load_manifest(changed, own.catalog);
}

}  // namespace evograd::host
