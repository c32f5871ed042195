#pragma once

#include <cstdint>
#include <vector>

#include "domain.hpp"
#include "episode_shape.hpp"
#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// The classes of a domain that an episode can be drawn from.
struct ClassPool {
  struct Entry {
    Split split;
    std::int64_t class_index;
    std::int64_t samples;
  };
  std::vector<Entry> entries;

  std::int64_t size() const { return static_cast<std::int64_t>(entries.size()); }
};

/// The classes of `splits` with at least shots + 1 images: an episode needs its support and one query.
ClassPool class_pool(const Domain& domain, const std::vector<Split>& splits, const EpisodeShape& shape);

/// The images of an episode: positions of classes in the pool, and the K + Q sample numbers of each class.
struct Episode {
  std::vector<std::int64_t> classes;               ///< N distinct positions in ClassPool::entries
  std::vector<std::vector<std::int64_t>> samples;  ///< [N][K + Q]
};

/// Draws N distinct classes and K + Q distinct images of each, as a function of its arguments. If a class has fewer
/// images, its queries repeat; a query is never one of the support images. Requires pool.size() >= N.
Episode draw_episode(const ClassPool& pool, const EpisodeShape& shape, RandomKey key);

}  // namespace lft
