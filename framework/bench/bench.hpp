#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

inline constexpr const char* kPlain = "plain";
inline constexpr const char* kPlainOrdinary = "plain, ordinary";

/// What `bench` measured of one way to train.
struct BenchRow {
  std::string name;
  double ms = 0;                   ///< of one whole step, base update included: median over rounds
  double ratio = 0;                ///< to our own plain step: median over rounds of the quotient within a round
  double ratio_ordinary = 0;       ///< likewise to the ordinary one
  std::int64_t peak_bytes = 0;     ///< most tensor bytes live at once in a step, data set left out
  double peak_ratio = 0;           ///< to our own plain step's
  double peak_ratio_ordinary = 0;  ///< to the ordinary one's
  double passes = 0;               ///< of one whole step in forward passes F, the base update's 3F included
  double cosine = 0;  ///< mean cosine to the exact one-step hypergradient on the same batches; 0 where λ stays or none
                      ///< was asked for
  double scale = 0;   ///< mean of its length, calibrated, over that of the exact one; 0 likewise
};

/// One way to train and the name it goes by.
struct BenchEntry {
  std::string label;
  ResolvedManifest manifest;
};

/// An estimator that cannot run here, and why.
struct Refusal {
  std::string name;
  std::string reason;
};

struct BenchReport {
  BenchRow plain;           ///< training without meta-learning in our layout, with our allocator
  BenchRow plain_ordinary;  ///< the same as LibTorch alone does it: NCHW, a tensor per parameter, system allocator
  std::vector<BenchRow> estimators;
  std::vector<Refusal> refused;
};

struct BenchSettings {
  std::int64_t rounds = 5;           ///< how often the ways to train take turns
  std::int64_t steps_per_round = 2;  ///< timed steps of a turn; one more goes before them to warm up
  std::int64_t cosine_steps = 4;  ///< steps on which the exact hypergradient is computed beside the estimate; may be 0
};

/// Times the step of each entry, which differ in their estimators, against both plain steps, all taking turns in this
/// process. An estimator that throws, when it is made or while it runs, is refused. Where a meta update comes every few
/// steps only, times, passes and peaks are of as many steps. Nothing is pre-trained: a step takes as long with any
/// weights. `tell` takes a line for the user now and then.
BenchReport run_bench(const std::vector<BenchEntry>& entries, const BenchSettings& settings,
                      const std::function<void(const std::string&)>& tell);

}  // namespace evograd::host
