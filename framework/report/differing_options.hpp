#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// An option whose value is not the same in all runs.
struct DifferingOption {
  std::string name;                                   ///< "estimator.sigma", "seed"
  std::vector<std::optional<ReportedOption>> values;  ///< one a run, nothing where the run has no such option
};

/// In the order in which the runs' manifests have them. Runs without a manifest are left out of the comparison.
std::vector<DifferingOption> differing_options(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
