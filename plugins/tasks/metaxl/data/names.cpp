#include "tasks/metaxl/data/names.hpp"

#include <ATen/core/Tensor.h>  // random.hpp has a member of this type
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/random.hpp"
#include "evograd/text.hpp"
#include "tasks/metaxl/data/distinct_names.hpp"
#include "tasks/metaxl/data/languages.hpp"

namespace metaxl {

using namespace evograd;

namespace {

struct Language {
  std::string locale;
  DistinctNames names;
};

using Things = std::set<std::pair<std::size_t, std::string>>;  ///< type and code

/// `names` in a random order, by a Fisher-Yates shuffle.
std::vector<DistinctName> shuffled(std::vector<DistinctName> names, RandomKey key) {
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    const auto words = philox(key.value(), i);
    const auto word = (std::uint64_t{words[0]} << 32) | words[1];  // 64 bits: the bias is below 2^-32
    std::swap(names[i], names[i + word % (names.size() - i)]);
  }
  return names;
}

std::size_t type_index(const std::string& label) {
  return static_cast<std::size_t>(std::find(name_type_words.begin(), name_type_words.end(), label) -
                                  name_type_words.begin());
}

std::vector<Language> source_languages(const NameOptions& options, const std::string& target, Spelling spelling) {
  std::vector<Language> languages;
  std::set<std::string> seen = {target};
  for (const auto& source : options.sources) {
    const auto locale = known_locale(source);
    if (!seen.insert(locale).second) {
      throw Error("sources", "'" + source + "' is " + (locale == target ? "also the target" : "named twice"),
                  "use each language once");
    }
    languages.push_back({locale, distinct_names(locale, spelling)});
  }
  if (languages.empty()) throw Error("sources", "is empty", "set, e.g., sources = [\"en\"]");
  return languages;
}

/// The types with enough names in the target and, together, in the sources.
std::vector<std::string> usable_types(const Language& target, const std::vector<Language>& sources,
                                      std::int64_t least) {
  std::vector<std::string> types;
  std::vector<std::string> counts;
  for (std::size_t type = 0; type < name_type_count; ++type) {
    const auto in_target = static_cast<std::int64_t>(target.names[type].size());
    std::int64_t in_sources = 0;
    for (const auto& source : sources) in_sources += static_cast<std::int64_t>(source.names[type].size());
    if (std::min(in_target, in_sources) >= least) types.emplace_back(name_type_words[type]);
    counts.push_back(fmt::format("{} {} and {}", name_type_words[type], in_target, in_sources));
  }
  if (types.size() >= 2) return types;
  throw Error("names",
              fmt::format("only {} types have {} names in the target '{}' and the sources: {}", types.size(), least,
                          target.locale, comma_separated(counts)),
              "use other languages, or reduce 'least_names'");
}

/// The parts of one type of the target; adds the items in test and development to `withheld`.
void draw_type(const Language& target, std::size_t type, const NameOptions& options, RandomKey key,
               CrossLingualNames& names, Things& withheld) {
  const auto order = shuffled(target.names[type], key.fold(target.locale).fold(name_type_words[type]));
  const auto count = static_cast<std::int64_t>(order.size());
  const auto train = count < 2 * options.train_names ? count / 2 : options.train_names;
  const auto development = std::min(options.development_names, (count - train) / 4);
  const auto test = std::min(options.test_names, count - train - development);
  const auto label = static_cast<std::int64_t>(names.labels.size()) - 1;
  for (std::int64_t i = 0; i < test + development + train; ++i) {
    auto& part = i < test ? names.test : i < test + development ? names.development : names.train;
    const auto& name = order[static_cast<std::size_t>(i)];
    part.push_back({name.text, label, name.codes.front(), target.locale});
    if (i >= test + development) continue;
    for (const auto& code : name.codes) withheld.emplace(type, code);
  }
}

void add_source(const Language& source, const Things& withheld, CrossLingualNames& names) {
  for (std::size_t label = 0; label < names.labels.size(); ++label) {
    const auto type = type_index(names.labels[label]);
    for (const auto& name : source.names[type]) {
      const auto is_withheld = [&](const std::string& code) { return withheld.contains({type, code}); };
      if (std::any_of(name.codes.begin(), name.codes.end(), is_withheld)) {
        ++names.withheld;
      } else {
        names.source.push_back({name.text, static_cast<std::int64_t>(label), name.codes.front(), source.locale});
      }
    }
  }
}

void expect_all_labels(const CrossLingualNames& names) {
  for (std::size_t label = 0; label < names.labels.size(); ++label) {
    const auto has_label = [&](const LabelledName& name) { return name.label == static_cast<std::int64_t>(label); };
    if (std::any_of(names.source.begin(), names.source.end(), has_label)) continue;
    throw Error("names",
                "the sources have no " + names.labels[label] +
                    " left: all of theirs are in the target's test or development part",
                "reduce 'test_names' and 'development_names', or add source languages");
  }
}

}  // namespace

CrossLingualNames draw_names(const NameOptions& options, RandomKey key) {
  const auto spelling = spelling_named(options.spelling);
  const auto locale = known_locale(options.target);
  const Language target = {locale, distinct_names(locale, spelling)};
  const auto sources = source_languages(options, locale, spelling);
  CrossLingualNames names;
  Things withheld;
  for (const auto& type : usable_types(target, sources, options.least_names)) {
    names.labels.push_back(type);
    draw_type(target, type_index(type), options, key, names, withheld);
  }
  for (const auto& source : sources) add_source(source, withheld, names);
  expect_all_labels(names);
  return names;
}

}  // namespace metaxl
