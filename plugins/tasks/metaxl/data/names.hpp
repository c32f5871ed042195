#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace evograd {
class RandomKey;
}  // namespace evograd

namespace metaxl {

using namespace evograd;

/// The languages and the numbers of names in each part.
struct NameOptions {
  std::string target = "is";
  std::vector<std::string> sources = {"en"};
  std::string spelling = "roman";       ///< or "raw"
  std::int64_t train_names = 20;        ///< of each type in the target; half of them if fewer than twice as many exist
  std::int64_t development_names = 20;  ///< at most, of each type in the target
  std::int64_t test_names = 60;         ///< at most, of each type in the target
  std::int64_t least_names = 20;        ///< types with fewer in target or sources are omitted
};

/// A name, its type (the label), and its origin.
struct LabelledName {
  std::string text;
  std::int64_t label = 0;
  std::string code;      ///< of the named item; the first if it names several
  std::string language;  ///< ICU's identifier

  bool operator==(const LabelledName&) const = default;
};

/// A transfer from names in the source languages to those in the target.
struct CrossLingualNames {
  std::vector<std::string> labels;  ///< those of region, language, script, currency, city that have enough names
  std::vector<LabelledName> source;
  std::vector<LabelledName> train;
  std::vector<LabelledName> development;
  std::vector<LabelledName> test;
  std::int64_t withheld = 0;  ///< source names omitted because the target's test or development part has the item
};

/// Draws the parts of the target (see distinct_names) with `key`, and adds the sources' names of all items that are not
/// in the target's development and test parts, so that the label of a test name cannot be learned from another
/// language's name of the same item.
///
/// Of n names of a type, min(train, n/2) are for training if n is below 2 train; a quarter of the rest, at most
/// `development_names`, are for development, and up to `test_names` for test. The test part does not depend on
/// `train_names` as long as it is full. Parts are in the order of types, then of the draw; sources follow one after
/// another.
///
/// Throws Error on an unknown language, on a language that is both target and source or a source twice, on fewer than
/// two types with enough names, and if no source name of a type is left.
CrossLingualNames draw_names(const NameOptions& options, RandomKey key);

}  // namespace metaxl
