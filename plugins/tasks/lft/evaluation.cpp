#include "evaluation.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "evograd/progress.hpp"

namespace lft {
namespace {

/// The features of every image of a pool, and the offset of each class.
struct PoolFeatures {
  torch::Tensor features;  ///< [images, ...]
  std::vector<std::int64_t> first;

  torch::Tensor of(const Episode& episode) const {
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < episode.classes.size(); ++i) {
      for (const auto sample : episode.samples[i]) {
        rows.push_back(first[static_cast<std::size_t>(episode.classes[i])] + sample);
      }
    }
    return features.index_select(0, torch::tensor(rows, torch::kInt64).to(features.device()));
  }
};

/// Images of one class that are classified at once.
struct ImageBatch {
  Split split;
  std::vector<Sample> samples;
};

PoolFeatures pool_features(FewShotModel& model, const EpisodeTest& test, const SharedEvaluation& shared) {
  const auto place = model.parameters().front().options();
  Tap unchanged;
  PoolFeatures all;
  std::vector<ImageBatch> batches;
  std::int64_t count = 0;
  for (const auto& entry : test.pool.entries) {
    all.first.push_back(count);
    count += entry.samples;
    for (std::int64_t start = 0; start < entry.samples; start += test.batch_size) {
      batches.push_back({entry.split, {}});
      for (auto i = start; i < std::min(entry.samples, start + test.batch_size); ++i) {
        batches.back().samples.push_back({entry.class_index, i});
      }
    }
  }
  Progress progress("computing features", shared.own_share(count), "images");
  all.features = torch::cat(shared.evaluated_parts(static_cast<std::int64_t>(batches.size()), [&](std::int64_t i) {
    const auto& [split, samples] = batches[static_cast<std::size_t>(i)];
    progress.advance(static_cast<std::int64_t>(samples.size()));
    return model.features(test.domain.evaluation_images(split, samples).to(place), unchanged);
  }));
  return all;
}

}  // namespace

EpisodeScore score(FewShotModel& model, const EpisodeTest& test, const SharedEvaluation& shared) {
  const auto features = pool_features(model, test, shared);
  const auto labels = query_labels(test.shape, features.features.device());
  Progress progress("evaluating", shared.own_share(test.episodes), "episodes");
  const auto episodes = shared.evaluated_parts(test.episodes, [&](std::int64_t i) {
    const auto episode = draw_episode(test.pool, test.shape, test.key.fold(static_cast<std::uint64_t>(i)));
    const auto scores = episode_scores(model.head(), features.of(episode), test.shape);
    progress.advance();
    return scores.argmax(1).eq(labels).to(torch::kFloat64).mean().reshape({1});
  });
  double sum = 0;
  double squares = 0;
  for (const auto& episode : episodes) {
    const auto right = episode.item<double>();
    sum += right;
    squares += right * right;
  }
  const auto count = static_cast<double>(test.episodes);
  const auto mean = sum / count;
  const auto variance = std::max(0.0, (squares - count * mean * mean) / (count - 1));
  return {100 * mean, 100 * 1.96 * std::sqrt(variance / count)};
}

}  // namespace lft
