#include "tasks/metaxl/data/distinct_names.hpp"

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string_view>

#include "evograd/error.hpp"

namespace metaxl {

using namespace evograd;

namespace {

using Respell = std::function<std::string(const std::string&)>;

constexpr const char* english = "en";

Respell lower_case_in(const std::string& locale) {
  return [where = icu::Locale(locale.c_str())](const std::string& text) {
    std::string lower;
    icu::UnicodeString::fromUTF8(text).toLower(where).toUTF8String(lower);
    return lower;
  };
}

Respell latin_letters() {
  UErrorCode status = U_ZERO_ERROR;
  const std::shared_ptr<icu::Transliterator> transliterator(
      icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  if (U_FAILURE(status)) {
    throw Error("ICU", std::string("cannot transliterate (") + u_errorName(status) + ")", "set spelling = \"raw\"");
  }
  return [transliterator](const std::string& text) {
    auto units = icu::UnicodeString::fromUTF8(text);
    transliterator->transliterate(units);
    std::string latin;
    units.toUTF8String(latin);
    return latin;
  };
}

/// English names, and ICU's fallback names from time zones' identifiers for languages that have no name for the city.
std::set<std::string> borrowed_names() {
  std::set<std::string> names;
  for (const char* locale : {english, ""}) {
    for (const auto& type : cldr_names(locale)) {
      for (const auto& name : type) names.insert(name.text);
    }
  }
  return names;
}

/// `names` in the new spelling, without those that become empty or ambiguous in type; equal names of a type are merged.
DistinctNames merged(const DistinctNames& names, const Respell& respell) {
  DistinctNames result;
  std::map<std::string, std::set<std::size_t>> types;
  for (std::size_t type = 0; type < name_type_count; ++type) {
    std::map<std::string, std::size_t> places;
    for (const auto& name : names[type]) {
      auto text = respell(name.text);
      if (text.empty()) continue;
      types[text].insert(type);
      const auto [place, added] = places.emplace(text, result[type].size());
      if (added) result[type].push_back({std::move(text), {}});
      auto& codes = result[type][place->second].codes;
      codes.insert(codes.end(), name.codes.begin(), name.codes.end());
    }
  }
  for (auto& type : result) {
    std::erase_if(type, [&](const DistinctName& name) { return types[name.text].size() > 1; });
  }
  return result;
}

}  // namespace

Spelling spelling_named(const std::string& word) {
  if (word == "raw") return Spelling::raw;
  if (word == "roman") return Spelling::roman;
  throw Error("spelling", "unknown spelling '" + word + "'", "use raw or roman");
}

DistinctNames distinct_names(const std::string& locale, Spelling spelling) {
  static const auto borrowed = borrowed_names();
  const bool is_english = icu::Locale(locale.c_str()).getLanguage() == std::string_view(english);
  const auto found = cldr_names(locale);
  DistinctNames names;
  for (std::size_t type = 0; type < name_type_count; ++type) {
    for (const auto& name : found[type]) {
      if (is_english || !borrowed.contains(name.text)) names[type].push_back({name.text, {name.code}});
    }
  }
  const auto distinct = merged(names, lower_case_in(locale));
  return spelling == Spelling::raw ? distinct : merged(distinct, latin_letters());
}

}  // namespace metaxl
