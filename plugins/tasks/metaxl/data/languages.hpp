#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tasks/metaxl/data/cldr_names.hpp"

namespace evograd::metaxl {

/// ICU's identifier of a language, also with script or region ("sr-Latn", "pt_BR"). Throws Error when the installed
/// CLDR has no such language, naming the nearest by code and by English name ("Icelandic" is near to is).
std::string known_locale(const std::string& asked);

/// A language and how many names of each type distinct_names() finds in it.
struct LanguageNames {
  std::string locale;
  std::string english_name;
  std::array<std::int64_t, name_type_count> names = {};

  /// The number of types with at least `least` names.
  std::int64_t types_with(std::int64_t least) const;
};

/// The names of one language, counted.
LanguageNames counted_names(const std::string& locale);

/// The languages of the installed CLDR, without scripts and regions, that have at least `least_names` names of at least
/// `least_types` types. Takes a second or two.
std::vector<LanguageNames> usable_languages(std::int64_t least_names = 40, std::int64_t least_types = 3);

}  // namespace evograd::metaxl
