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
  std::int64_t jobs = 1;     ///< runs at a time
  std::int64_t rounds = 5;   ///< in which the estimators take turns to be timed, for each seed
  std::int64_t probes = 60;  ///< readings a run, where the manifest does not say
  bool dry_run = false;      ///< only find out which estimators can run
  std::filesystem::path folder;
};

/// Trains what `request` names under each variant with each seed and measures what each costs.
///
/// First each variant is built: one that cannot run here is refused with its reason. For each seed the others take
/// turns to be timed; then each (variant, seed) is trained in a process of its own, so that a crash is a failed cell.
/// What is finished in the folder is taken as it is, provided its resolved manifest is the same; Error where it
/// differs. The first variant is
/// the control. `tell` takes lines for the user.
Comparison run_compare(const ManifestRequest& request, const CompareSettings& settings,
                       const std::function<void(const std::string&)>& tell);

}  // namespace evograd::host
