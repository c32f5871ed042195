#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace evograd {
class RandomKey;
}  // namespace evograd

namespace metaxl {

using namespace evograd;

/// Which names, and how many of them are for what.
struct NameOptions {
  std::string target = "is";
  std::vector<std::string> sources = {"en"};
  std::string spelling = "roman";       ///< or "raw"
  std::int64_t train_names = 20;        ///< of each type in the target; half of them where there are less than twice it
  std::int64_t development_names = 20;  ///< at most, of each type in the target
  std::int64_t test_names = 60;         ///< at most, of each type in the target
  std::int64_t least_names = 20;        ///< types with fewer in target or sources are left out
};

/// A name, the type to be told from it, and where it is from.
struct LabelledName {
  std::string text;
  std::int64_t label = 0;
  std::string code;      ///< of what is named; the first where it is several things
  std::string language;  ///< ICU's identifier

  bool operator==(const LabelledName&) const = default;
};

/// A transfer from names in the source languages to those in the target.
struct CrossLingualNames {
  std::vector<std::string> labels;  ///< of region, language, script, currency, city those with enough names
  std::vector<LabelledName> source;
  std::vector<LabelledName> train;
  std::vector<LabelledName> development;
  std::vector<LabelledName> test;
  std::int64_t withheld = 0;  ///< source names left out since the target's test or development part names the same
};

/// Draws the parts of the target (see distinct_names) with `key`, and gives the sources' names of everything that is
/// not in its development and test part: what is told of a test name is told by its language alone.
///
/// Of n names of a type, min(train, n/2) are for training where n is below 2 train; of the rest a quarter, at most
/// `development_names`, are for development, and up to `test_names` for test. The test part does not change with
/// `train_names` as long as it is full. Parts are in the order of types, then of the draw; sources one after another.
///
/// Throws Error on an unknown language, on one that is target and source or twice a source, on fewer than two types
/// with enough names, and when no source name of a type is left.
CrossLingualNames draw_names(const NameOptions& options, RandomKey key);

}  // namespace metaxl
