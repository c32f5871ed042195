#include "names_corpus.hpp"

#include <fmt/core.h>

#include "evograd/error.hpp"
#include "tasks/metaxl/data/cldr_names.hpp"
#include "tasks/metaxl/data/names.hpp"

namespace metaxl {
namespace {

/// A fifth of `size`, at least one, or `automatic` if it is 0.
std::int64_t of_each_type(std::int64_t size, std::int64_t automatic, const char* option) {
  if (size == 0) return automatic;
  const auto types = static_cast<std::int64_t>(name_type_count);
  if (size < types) {
    throw Error(std::string("[task] ") + option, fmt::format("is {}, fewer than one name per type", size),
                fmt::format("set it to at least {}", types));
  }
  return size / types;
}

std::vector<LabelledText> texts(const std::vector<LabelledName>& names) {
  std::vector<LabelledText> all;
  all.reserve(names.size());
  for (const auto& name : names) all.push_back({{name.text}, {name.label}});
  return all;
}

}  // namespace

Corpus names_corpus(const MetaXlOptions& options, RandomKey key) {
  NameOptions names;
  names.target = options.target;
  names.sources = options.source;
  names.spelling = options.spelling;
  names.train_names = of_each_type(options.target_size, names.train_names, "target_size");
  names.development_names = of_each_type(options.development_size, names.development_names, "development_size");
  names.test_names = of_each_type(options.test_size, names.test_names, "test_size");
  const auto drawn = draw_names(names, key.fold("names"));

  Corpus corpus;
  corpus.labelling = Labelling::text;
  corpus.labels = drawn.labels;
  corpus.source = texts(drawn.source);
  corpus.train = texts(drawn.train);
  corpus.development = texts(drawn.development);
  corpus.test = texts(drawn.test);
  for (const auto* part : {&corpus.source, &corpus.train}) {
    for (const auto& text : *part) corpus.unlabelled.push_back(text.words);
  }
  corpus.summary =
      fmt::format("{} names of the source withheld, because they name an item of the target's development or test part",
                  drawn.withheld);
  return corpus;
}

}  // namespace metaxl
