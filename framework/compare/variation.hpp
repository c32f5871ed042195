#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/compare/variant.hpp"

namespace evograd::host {

/// A key of the manifest and the values that a grid gives to it, as specified by `--vary KEY=VALUE,VALUE,…`.
struct Variation {
  std::string key;
  std::vector<std::string> values;  ///< TOML, as for `--set`
};

/// Throws Error unless `text` names a key and different values. Commas within brackets, braces or quotes do not
/// separate values.
Variation parse_variation(const std::string& text);

/// Each variant once for every combination of the values of those keys that it has; `keys_of` returns a variant's keys.
/// Throws Error for a key that no variant has, that a variant sets itself, or that names what is not an option.
std::vector<Variant> vary(const std::vector<Variant>& variants, const std::vector<Variation>& variations,
                          const std::function<std::vector<std::string>(const Variant&)>& keys_of);

/// The keys of `manifest` that a grid may vary: all options of its tables.
std::vector<std::string> keys_to_vary(const ResolvedManifest& manifest);

}  // namespace evograd::host
