#include "tasks/metaxl/data/cldr_names.hpp"

#include <fmt/core.h>
#include <unicode/locdspnm.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/tznames.h>
#include <unicode/uchar.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "evograd/error.hpp"

namespace metaxl {

using namespace evograd;

namespace {

using Codes = std::vector<std::string>;

void expect_success(UErrorCode status, const std::string& what) {
  if (U_SUCCESS(status)) return;
  throw Error("ICU", fmt::format("cannot list {} ({})", what, u_errorName(status)),
              "check that ICU's data is installed");
}

Codes listed(const char* const* codes) {
  Codes all;
  for (; *codes != nullptr; ++codes) all.emplace_back(*codes);
  return all;
}

Codes script_codes() {
  Codes all;
  for (int script = 0; script <= u_getIntPropertyMaxValue(UCHAR_SCRIPT); ++script) {
    if (const char* name = uscript_getShortName(static_cast<UScriptCode>(script))) all.emplace_back(name);
  }
  return all;
}

Codes currency_codes() {
  Codes all;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UEnumeration, decltype(&uenum_close)> codes(ucurr_openISOCurrencies(UCURR_ALL, &status),
                                                                    &uenum_close);
  expect_success(status, "currencies");
  while (const char* code = uenum_next(codes.get(), nullptr, &status)) all.emplace_back(code);
  return all;
}

Codes zone_codes() {
  Codes all;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> codes(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL, nullptr, nullptr, status));
  expect_success(status, "time zones");
  while (const icu::UnicodeString* code = codes->snext(status)) code->toUTF8String(all.emplace_back());
  return all;
}

/// Sorted and unique, because versions of ICU list them in different orders.
const Codes& codes_of(NameType type) {
  const auto sorted = [](Codes codes) {
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
  };
  static const std::array<Codes, name_type_count> all = {sorted(listed(uloc_getISOCountries())),
                                                         sorted(listed(uloc_getISOLanguages())), sorted(script_codes()),
                                                         sorted(currency_codes()), sorted(zone_codes())};
  return all[static_cast<std::size_t>(type)];
}

/// The names of the type; name(code, result) leaves `result` empty or bogus for a missing name.
template <class Name>
std::vector<CldrName> collected(NameType type, const Name& name) {
  std::vector<CldrName> names;
  for (const auto& code : codes_of(type)) {
    icu::UnicodeString result;
    name(code, result);
    if (result.isBogus() || result.isEmpty()) continue;
    std::string text;
    result.toUTF8String(text);
    if (text != code) names.push_back({code, std::move(text)});
  }
  return names;
}

void currency_name(const std::string& code, const std::string& locale, icu::UnicodeString& result) {
  auto units = icu::UnicodeString::fromUTF8(code);
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t length = 0;
  const UChar* name =
      ucurr_getName(units.getTerminatedBuffer(), locale.c_str(), UCURR_LONG_NAME, nullptr, &length, &status);
  if (U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING) result.setTo(name, length);
}

}  // namespace

CldrNames cldr_names(const std::string& locale) {
  const auto where = locale.empty() ? icu::Locale::getRoot() : icu::Locale(locale.c_str());
  UDisplayContext contexts[] = {UDISPCTX_NO_SUBSTITUTE, UDISPCTX_STANDARD_NAMES};
  const std::unique_ptr<icu::LocaleDisplayNames> names(
      icu::LocaleDisplayNames::createInstance(where, contexts, static_cast<std::int32_t>(std::size(contexts))));
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::TimeZoneNames> zones(icu::TimeZoneNames::createInstance(where, status));
  expect_success(status, "names of time zones");
  if (!names) throw Error("ICU", "has no names for the locale '" + locale + "'");
  return {
      collected(NameType::region, [&](auto& code, auto& name) { names->regionDisplayName(code.c_str(), name); }),
      collected(NameType::language, [&](auto& code, auto& name) { names->languageDisplayName(code.c_str(), name); }),
      collected(NameType::script, [&](auto& code, auto& name) { names->scriptDisplayName(code.c_str(), name); }),
      collected(NameType::currency, [&](auto& code, auto& name) { currency_name(code, where.getName(), name); }),
      collected(
          NameType::city,
          [&](auto& code, auto& name) { zones->getExemplarLocationName(icu::UnicodeString::fromUTF8(code), name); }),
  };
}

}  // namespace metaxl
