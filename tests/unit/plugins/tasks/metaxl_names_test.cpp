#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "evograd/random.hpp"
#include "tasks/metaxl/data/cldr_names.hpp"
#include "tasks/metaxl/data/distinct_names.hpp"
#include "tasks/metaxl/data/languages.hpp"
#include "tasks/metaxl/data/names.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::has;
using evograd::test::message_of;

namespace {

std::string refusal(const NameOptions& options) {
  return message_of([&] { draw_names(options, RandomKey(1)); });
}

/// The text of the name with `code`, or "".
std::string text_of(const DistinctNames& names, NameType type, const std::string& code) {
  for (const auto& name : names[static_cast<std::size_t>(type)]) {
    if (std::find(name.codes.begin(), name.codes.end(), code) != name.codes.end()) return name.text;
  }
  return "";
}

using Things = std::set<std::pair<std::int64_t, std::string>>;

Things things(const std::vector<LabelledName>& names) {
  Things all;
  for (const auto& name : names) all.emplace(name.label, name.code);
  return all;
}

std::set<std::string> texts(const std::vector<LabelledName>& names) {
  std::set<std::string> all;
  for (const auto& name : names) all.insert(name.text);
  return all;
}

template <class Set>
bool disjoint(const Set& some, const Set& others) {
  return std::none_of(some.begin(), some.end(), [&](const auto& one) { return others.contains(one); });
}

std::int64_t count_of(const std::vector<LabelledName>& names, std::int64_t label) {
  return std::count_if(names.begin(), names.end(), [&](const LabelledName& name) { return name.label == label; });
}

}  // namespace

TEST_CASE("CLDR names regions, languages, scripts, currencies and cities, each in its own language") {
  const auto icelandic = distinct_names("is", Spelling::raw);
  CHECK(text_of(icelandic, NameType::region, "IT") == "ítalía");
  CHECK(text_of(icelandic, NameType::language, "fr") == "franska");
  CHECK(text_of(icelandic, NameType::script, "Arab") == "arabískt");
  CHECK(text_of(icelandic, NameType::currency, "ISK") == "íslensk króna");
  CHECK(text_of(icelandic, NameType::city, "Atlantic/Reykjavik") == "reykjavík");
  const auto georgian = distinct_names("ka", Spelling::roman);
  CHECK(has(text_of(georgian, NameType::region, "BG"), "bulgaret"));
}

TEST_CASE("counts are near those of CLDR 42") {
  // Versions of CLDR gain some names a year and lose few.
  const std::map<std::string, std::array<std::int64_t, name_type_count>> expected = {
      {"en", {205, 549, 149, 305, 382}}, {"so", {215, 203, 123, 167, 360}}, {"mn", {165, 323, 151, 164, 377}},
      {"is", {197, 490, 58, 222, 75}},   {"ky", {220, 391, 57, 163, 394}},  {"ka", {205, 419, 114, 247, 380}},
      {"kk", {199, 391, 175, 163, 373}}, {"tk", {173, 380, 52, 161, 275}}};
  for (const auto& [locale, counts] : expected) {
    const auto names = distinct_names(locale, Spelling::raw);
    for (std::size_t type = 0; type < name_type_count; ++type) {
      INFO(locale << ", " << name_type_words[type]);
      const auto count = static_cast<std::int64_t>(names[type].size());
      CHECK(count >= counts[type] * 2 / 3);
      CHECK(count <= counts[type] * 3 / 2 + 100);
    }
  }
}

TEST_CASE("a text occurs once, and none is English but in English") {
  std::set<std::string> english;
  for (const auto& type : cldr_names("en")) {
    for (const auto& name : type) english.insert(name.text);
  }
  for (const auto spelling : {Spelling::raw, Spelling::roman}) {
    std::set<std::string> seen;
    for (const auto& type : distinct_names("mn", spelling)) {
      for (const auto& name : type) {
        INFO(name.text);
        CHECK_FALSE(name.text.empty());
        CHECK_FALSE(name.codes.empty());
        CHECK(seen.insert(name.text).second);
        CHECK_FALSE(english.contains(name.text));
      }
    }
  }
  CHECK(text_of(distinct_names("mn", Spelling::raw), NameType::region, "DE").empty());  // Герман, as is the language
}

TEST_CASE("a language that CLDR lacks is refused with its neighbours, by code and by name") {
  CHECK(has(refusal({.target = ""}), "the language is empty"));
  CHECK(has(refusal({.target = "Islandic"}), "similar: is (Icelandic)"));
  CHECK(has(refusal({.sources = {"tukish"}}), "tr (Turkish)"));
  CHECK(has(refusal({.target = "en_XX"}), "has no language 'en_XX'"));
  CHECK(known_locale("sr-Latn") == "sr_Latn");
}

TEST_CASE("each type gives twenty names to train on, twenty to tune on and sixty to test on where it has as many") {
  const auto names = draw_names({.target = "ka"}, RandomKey(3));
  CHECK(names.labels == std::vector<std::string>{"region", "language", "script", "currency", "city"});
  for (std::int64_t label = 0; label < 5; ++label) {
    CHECK(count_of(names.train, label) == 20);
    CHECK(count_of(names.development, label) == 20);
    CHECK(count_of(names.test, label) == 60);
  }
  CHECK(names.source.front().language == "en");
  CHECK(names.test.front().language == "ka");
}

TEST_CASE("a type with fewer than twice the training names gives half of them, and one with too few is no label") {
  const auto maori = distinct_names("mi", Spelling::raw);
  const auto names = draw_names({.target = "mi", .spelling = "raw", .least_names = 30}, RandomKey(3));
  REQUIRE(names.labels.size() >= 2);
  const auto types =
      std::count_if(maori.begin(), maori.end(), [](const auto& of_type) { return of_type.size() >= 30; });
  CHECK(names.labels.size() == static_cast<std::size_t>(types));
  const auto script = std::find(names.labels.begin(), names.labels.end(), "script") - names.labels.begin();
  const auto scripts = static_cast<std::int64_t>(maori[static_cast<std::size_t>(NameType::script)].size());
  if (scripts >= 30 && scripts < 40) {  // 37 in CLDR 42
    CHECK(count_of(names.train, script) == scripts / 2);
    CHECK(count_of(names.development, script) == (scripts - scripts / 2) / 4);
    CHECK(count_of(names.test, script) == scripts - scripts / 2 - (scripts - scripts / 2) / 4);
  }
  CHECK(has(refusal({.target = "mi", .least_names = 5000}), "only 0 types have 5000 names in the target 'mi'"));
}

TEST_CASE("what the target's test and development parts name, no source names, and parts share nothing") {
  for (const std::string spelling : {"raw", "roman"}) {
    const auto names = draw_names({.target = "tk", .sources = {"en", "tr"}, .spelling = spelling}, RandomKey(5));
    CHECK(disjoint(things(names.test), things(names.source)));
    CHECK(disjoint(things(names.development), things(names.source)));
    CHECK_FALSE(disjoint(things(names.train), things(names.source)));
    CHECK(disjoint(texts(names.test), texts(names.train)));
    CHECK(disjoint(texts(names.test), texts(names.development)));
    CHECK(disjoint(texts(names.train), texts(names.development)));
    CHECK(names.withheld > 400);  // of 440 names most have an English one, many a Turkish one
    std::int64_t turkish = 0;
    for (const auto& name : names.source) turkish += name.language == "tr" ? 1 : 0;
    CHECK(turkish > 400);
    const auto all = distinct_names("en", spelling_named(spelling));
    std::size_t total = 0;
    for (const auto& type : all) total += type.size();
    for (const auto& type : distinct_names("tr", spelling_named(spelling))) total += type.size();
    CHECK(names.source.size() + static_cast<std::size_t>(names.withheld) == total);
  }
}

TEST_CASE("the draw depends on the key alone, and the test part does not on the number of training names") {
  const auto names = draw_names({.target = "ka"}, RandomKey(3));
  const auto again = draw_names({.target = "ka"}, RandomKey(3));
  CHECK((names.train == again.train));
  CHECK((names.source == again.source));
  CHECK_FALSE((names.test == draw_names({.target = "ka"}, RandomKey(4)).test));
  const auto fewer = draw_names({.target = "ka", .train_names = 5}, RandomKey(3));
  CHECK((fewer.test == names.test));
  CHECK(fewer.train.size() == 25);
  for (const auto& name : fewer.train) {
    CHECK(std::find(names.train.begin(), names.train.end(), name) != names.train.end());
  }
}

TEST_CASE("a language is source once and not its own target; English may be the target") {
  CHECK(has(refusal({.target = "en"}), "'en' is also the target"));
  CHECK(has(refusal({.sources = {"en", "tr", "en"}}), "'en' is named twice"));
  CHECK(has(refusal({.sources = {}}), "sources: is empty"));
  CHECK(has(refusal({.spelling = "upper"}), "unknown spelling 'upper'"));
  CHECK(draw_names({.target = "en", .sources = {"is"}}, RandomKey(1)).labels.size() == 5);
}
