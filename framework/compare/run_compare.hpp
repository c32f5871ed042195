#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "framework/compare/comparison.hpp"
#include "framework/compare/variant.hpp"

namespace evograd::host {

struct CompareSettings {
  std::vector<Variant> variants;
  std::int64_t seeds = 3;    ///< the manifest's seed and those after it
  std::int64_t jobs = 1;     ///< runs in parallel
  std::int64_t rounds = 5;   ///< timing rounds per seed, in which the estimators take turns
  std::int64_t probes = 60;  ///< probes per run, if the manifest does not set them
  bool dry_run = false;      ///< only check which estimators can run
  std::filesystem::path folder;
};

/// Trains what `request` specifies under each variant with each seed and measures the cost of each.
///
/// First each variant is built: one that cannot run here is refused with its reason. For each seed, the others take
/// turns to be timed; then each (variant, seed) is trained in its own process, so that a crash only fails one cell.
/// Finished cells in the folder are reused if their resolved manifest is the same; throws Error if it differs. The
/// first variant is the control. `tell` receives lines for the user.
Comparison run_compare(const ManifestRequest& request, const CompareSettings& settings);

}  // namespace evograd::host
