#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/compare/comparison.hpp"
#include "framework/compare/table_turn.hpp"
#include "framework/compare/variant.hpp"
#include "framework/compare/variation.hpp"

namespace evograd::host {

struct CompareSettings {
  std::vector<Variant> variants;
  std::vector<Variation> variations{};  ///< the grid; empty for one setting per variant
  std::int64_t seeds = 3;               ///< the manifest's seed and those after it
  std::int64_t jobs = 1;                ///< runs in parallel; 0 for as many as there are free cores
  std::int64_t rounds = 5;              ///< timing rounds per seed, in which the estimators take turns; 0 for no timing
  std::int64_t probes = 60;             ///< probes per run, if the manifest does not set them
  bool dry_run = false;                 ///< only check which estimators can run
  bool wait = true;                     ///< for the runs of other workers, and for the tables
  std::chrono::milliseconds claim_timeout{180'000};  ///< after which a silent worker on another machine counts as dead
  std::filesystem::path folder;
};

struct CompareResult {
  Comparison comparison{};
  int signal = 0;     ///< that ended this worker before all runs were done
  bool left = false;  ///< other workers are still busy, and this one does not wait
  TableTurn table = TableTurn::left;

  bool complete() const { return signal == 0 && !left; }
};

/// Trains what `request` specifies under each variant with each seed and measures the cost of each.
///
/// First each variant is built: one that cannot run here is refused with its reason. Then each (variant, seed) is
/// trained in its own process, so that a crash only fails one cell. Any number of processes with the same arguments
/// may do this in the same folder, on any number of machines: each claims one cell after another, and resumes those of
/// workers that have died. When all cells are done, one of them times the estimators, which take turns, and writes the
/// tables. Finished cells in the folder are reused if their resolved manifest is the same. The first variant is the
/// control.
///
/// Throws Error if the folder contains runs of other manifests, or if a worker of another comparison is at work there.
CompareResult run_compare(const ManifestRequest& request, const CompareSettings& settings);

}  // namespace evograd::host
