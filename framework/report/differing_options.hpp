#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// An option that does not have the same value in all runs.
struct DifferingOption {
  std::string name;                                   ///< "estimator.sigma", "seed"
  std::vector<std::optional<ReportedOption>> values;  ///< one per run, nothing if the run does not have the option
};

/// In the order of the runs' manifests. Runs without a manifest are not compared.
std::vector<DifferingOption> differing_options(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
