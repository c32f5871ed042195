#pragma once

#include <array>
#include <string>
#include <vector>

#include "tasks/metaxl/data/cldr_names.hpp"

namespace metaxl {

/// How names are written.
enum class Spelling {
  raw,    ///< lower case
  roman,  ///< ICU's "Any-Latin; Latin-ASCII; Lower": one alphabet for all languages
};

/// "raw" or "roman"; throws Error on another word.
Spelling spelling_named(const std::string& word);

/// A text and the codes of all that it names, which are of one type.
struct DistinctName {
  std::string text;
  std::vector<std::string> codes;
};

/// By type, each in the order of the first codes; no text occurs twice.
using DistinctNames = std::array<std::vector<DistinctName>, name_type_count>;

/// The names in `locale` that tell their type and are the language's own, spelt in lower case or Latin letters.
///
/// Left out is what is no name but the code itself; what is, letter for letter, some English name or the city in a time
/// zone's identifier, which CLDR has for want of another (not in English itself); and what, once spelt so, names things
/// of two types, as "герман" does Germany and German. `locale` must be one that known_locale() gave.
DistinctNames distinct_names(const std::string& locale, Spelling spelling);

}  // namespace metaxl
