#include "episode_sampler.hpp"

#include <algorithm>
#include <utility>

#include "draws.hpp"

namespace lft {

ClassPool class_pool(const Domain& domain, const std::vector<Split>& splits, const EpisodeShape& shape) {
  ClassPool pool;
  for (const auto split : splits) {
    for (std::int64_t i = 0; i < domain.class_count(split); ++i) {
      const auto samples = domain.sample_count(split, i);
      if (samples > shape.shots) pool.entries.push_back({split, i, samples});
    }
  }
  return pool;
}

Episode draw_episode(const ClassPool& pool, const EpisodeShape& shape, RandomKey key) {
  Episode episode;
  episode.classes = draw_distinct(pool.size(), shape.ways, key.fold("classes"));
  for (std::size_t i = 0; i < episode.classes.size(); ++i) {
    const auto available = pool.entries[static_cast<std::size_t>(episode.classes[i])].samples;
    const auto distinct = std::min(available, shape.images_per_class());
    auto samples = draw_distinct(available, distinct, key.fold("samples").fold(static_cast<std::uint64_t>(i)));
    for (auto next = shape.shots; static_cast<std::int64_t>(samples.size()) < shape.images_per_class(); ++next) {
      samples.push_back(samples[static_cast<std::size_t>(next)]);
    }
    episode.samples.push_back(std::move(samples));
  }
  return episode;
}

}  // namespace lft
