#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/manifest/resolved_manifest.hpp"
#include "framework/statistics/statistics.hpp"

namespace evograd::host {

/// The share of the cores that others may use on a machine that counts as idle.
inline constexpr double kIdle = 0.05;

inline constexpr const char* kPlain = "plain";
inline constexpr const char* kPlainOrdinary = "plain, ordinary";

/// The measurements of `bench` for one way to train.
struct BenchRow {
  std::string name;
  double ms = 0;                   ///< per whole step, base update included: median over rounds
  Quartiles ms_quartiles{};        ///< of the same over rounds
  double ratio = 0;                ///< relative to our own plain step: median over rounds of the ratio within a round
  double ratio_ordinary = 0;       ///< the same relative to the ordinary one
  Quartiles ratio_quartiles{};     ///< of that over rounds
  std::int64_t peak_bytes = 0;     ///< maximum of live tensor bytes in a step, without the data set
  double peak_ratio = 0;           ///< relative to our own plain step
  double peak_ratio_ordinary = 0;  ///< relative to the ordinary one
  double passes = 0;               ///< per whole step in forward passes F, the base update's 3F included
  double cosine = 0;  ///< mean cosine to the exact one-step hypergradient on the same batches; 0 if λ is constant or no
                      ///< cosine was requested
  double scale = 0;  ///< mean ratio of its calibrated length to that of the exact one; 0 likewise
};

/// One way to train and its display name.
struct BenchEntry {
  std::string label;
  ResolvedManifest manifest;
};

/// An estimator that cannot run here, and the reason.
struct Refusal {
  std::string name;
  std::string reason;
};

struct BenchReport {
  BenchRow plain;           ///< training without meta-learning in our layout, with our allocator
  BenchRow plain_ordinary;  ///< the same with LibTorch alone: NCHW, a tensor per parameter, system allocator
  std::vector<BenchRow> estimators;
  std::vector<Refusal> refused;
  /// The share of the cores that others used for the second before the first round, and during the rounds; negative if
  /// unknown.
  double others_before = -1;
  double others_during = -1;

  /// Whether others used so much that the times are unreliable.
  bool disturbed() const { return std::max(others_before, others_during) > kIdle; }
};

struct BenchSettings {
  std::int64_t rounds = 5;           ///< number of rounds in which the ways to train take turns
  std::int64_t steps_per_round = 2;  ///< timed steps per turn, after one warm-up step
  std::int64_t cosine_steps = 4;     ///< steps at which the exact hypergradient is computed as well; may be 0
};

/// Times the step of each entry, which differ in their estimators, against both plain steps, all taking turns in this
/// process. An estimator that throws, when it is created or while it runs, is refused. If a meta update happens only
/// every few steps, times, passes and peaks are measured over that many steps. Nothing is pre-trained: the time of a
/// step does not depend on the weights.
BenchReport run_bench(const std::vector<BenchEntry>& entries, const BenchSettings& settings);

}  // namespace evograd::host
