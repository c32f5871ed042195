#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace metaxl {

/// The types of things that CLDR names; these are the classes of the names task.
enum class NameType { region, language, script, currency, city };
constexpr std::size_t name_type_count = 5;
constexpr std::array<const char*, name_type_count> name_type_words = {"region", "language", "script", "currency",
                                                                      "city"};

/// The name of the item with the identifier `code`: "IS", "tk", "Latn", "EUR", "Asia/Tbilisi".
struct CldrName {
  std::string code;
  std::string text;

  bool operator==(const CldrName&) const = default;
};

/// Names by type, each type in the order of its codes.
using CldrNames = std::array<std::vector<CldrName>, name_type_count>;

/// All names that CLDR itself has in `locale` (ICU's identifier; "" is the root), in their original spelling: without
/// ICU's substitutes for missing names, except that a city falls back to its time zone's identifier.
CldrNames cldr_names(const std::string& locale);

}  // namespace metaxl
