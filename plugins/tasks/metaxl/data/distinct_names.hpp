#pragma once

#include <array>
#include <string>
#include <vector>

#include "tasks/metaxl/data/cldr_names.hpp"

namespace metaxl {

/// The spelling of names.
enum class Spelling {
  raw,    ///< lower case
  roman,  ///< ICU's "Any-Latin; Latin-ASCII; Lower": one alphabet for all languages
};

/// "raw" or "roman"; throws Error on another word.
Spelling spelling_named(const std::string& word);

/// A name and the codes of everything it denotes, which have the same type.
struct DistinctName {
  std::string text;
  std::vector<std::string> codes;
};

/// By type, each in the order of the first codes; no name occurs twice.
using DistinctNames = std::array<std::vector<DistinctName>, name_type_count>;

/// The names in `locale` that determine their type and belong to the language itself, in lower case or Latin letters.
///
/// Omits names that are just the code; names that equal an English name or the city in a time zone's identifier, which
/// CLDR uses if it has no other (except in English itself); and names that in this spelling denote things of two types,
/// such as "герман" for Germany and German. `locale` must be a result of known_locale().
DistinctNames distinct_names(const std::string& locale, Spelling spelling);

}  // namespace metaxl
