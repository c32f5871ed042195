#pragma once

#include <cstdint>

#include "domain.hpp"
#include "episode_sampler.hpp"
#include "evograd/shared_evaluation.hpp"
#include "few_shot_model.hpp"

namespace lft {

using namespace evograd;

/// Accuracy over episodes, in percent.
struct EpisodeScore {
  double accuracy = 0;  ///< mean over episodes
  double interval = 0;  ///< half-width of its 95 % interval, 1.96 s/√E; excludes the spread over training runs
};

/// A test: a pool of a domain's classes and the episodes to draw from it.
struct EpisodeTest {
  const Domain& domain;
  ClassPool pool;
  EpisodeShape shape;
  std::int64_t episodes;
  RandomKey key;  ///< the same key gives the same episodes to every model
  std::int64_t batch_size;
};

/// Classifies the episodes of `test` with `model`, which is in evaluation mode, without transformation. The features of
/// all images of the pool are computed once and shared by the episodes. `shared` says which processes share the work.
EpisodeScore score(FewShotModel& model, const EpisodeTest& test, const SharedEvaluation& shared);

}  // namespace lft
