#include "tasks/metaxl/data/languages.hpp"

#include <unicode/locid.h>
#include <unicode/uvernum.h>

#include <algorithm>
#include <tuple>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "tasks/metaxl/data/distinct_names.hpp"
#include "tasks/metaxl/data/edit_distance.hpp"

namespace metaxl {

using namespace evograd;

namespace {

std::string english_name(const icu::Locale& locale) {
  icu::UnicodeString name;
  std::string text;
  locale.getDisplayName(icu::Locale::getEnglish(), name).toUTF8String(text);
  return text;
}

std::string lower_case(std::string text) {
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

/// The identifiers of all locales of the installed CLDR.
std::vector<std::string> all_locales() {
  std::int32_t count = 0;
  const icu::Locale* locales = icu::Locale::getAvailableLocales(count);
  std::vector<std::string> names;
  for (std::int32_t i = 0; i < count; ++i) names.emplace_back(locales[i].getName());
  return names;
}

/// Those that consist of a language only.
std::vector<std::string> languages() {
  auto names = all_locales();
  std::erase_if(names, [](const std::string& name) { return name.find('_') != name.npos; });
  return names;
}

/// "is (Icelandic), it (Italian)": the most likely corrections of `asked`.
std::string near_languages(const std::string& asked) {
  constexpr std::size_t shown = 4;
  const auto word = lower_case(asked);
  const auto bound = (word.size() + 2) / 3;  // up to a third of the letters wrong counts as a typo
  std::vector<std::tuple<std::size_t, std::string, std::string>> near;
  for (const auto& code : languages()) {
    const auto name = english_name(icu::Locale(code.c_str()));
    const auto distance = std::min(edit_distance(word, code), edit_distance(word, lower_case(name)));
    if (distance <= bound) near.emplace_back(distance, code, name);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> words;
  for (const auto& [distance, code, name] : near) {
    if (words.size() < shown) words.push_back(code + " (" + name + ")");
  }
  return words.empty() ? "" : "similar: " + comma_separated(words) + "; ";
}

}  // namespace

std::string known_locale(const std::string& asked) {
  const std::string help = "a language is a code such as is, tk or sr_Latn";
  if (asked.empty()) throw Error("names", "the language is empty", help);
  const auto locale = icu::Locale::createCanonical(asked.c_str());
  const auto known = all_locales();
  if (!locale.isBogus() && std::find(known.begin(), known.end(), locale.getName()) != known.end()) {
    return locale.getName();
  }
  throw Error("names", "CLDR of ICU " U_ICU_VERSION " has no language '" + asked + "'", near_languages(asked) + help);
}

}  // namespace metaxl
