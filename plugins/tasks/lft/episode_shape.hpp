#pragma once

#include <cstdint>

namespace lft {

/// An episode: N classes with K labelled examples and Q examples to classify each. Tensors of an episode have N(K + Q)
/// rows, class by class, each class's support before its queries.
struct EpisodeShape {
  std::int64_t ways;     ///< N
  std::int64_t shots;    ///< K
  std::int64_t queries;  ///< Q

  std::int64_t images_per_class() const { return shots + queries; }
  std::int64_t images() const { return ways * images_per_class(); }
};

}  // namespace lft
