#pragma once

#include <optional>
#include <vector>

#include "data/examples/example_kind.hpp"
#include "data/examples/raw_part.hpp"

namespace data {

/// The parts of a data set as they are written, with the labels of files of their own.
struct RawParts {
  RawPart training{};
  std::optional<RawPart> test{}, meta{}, validation{};

  /// Those that there are, the training part first.
  std::vector<RawPart*> all();
};

/// Finds and reads the parts (see find_parts); all their labels are there. Throws Error on an example without a label,
/// unless it is to be skipped, and on files of labels that do not match.
RawParts read_raw_parts(const LabelledDataRequest& request, const ExampleKind& kind);

/// Takes a test part of `size` examples (0 for a fifth) out of the training part, the same share of each class. A
/// function of `key`.
void split_off_test(RawParts& parts, std::int64_t size, RandomKey key);

}  // namespace data
