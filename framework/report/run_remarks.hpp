#pragma once

#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

struct RunRemark {
  bool failure = false;  ///< the run failed, rather than that something is missing
  std::string text;
};

/// What a reader must know about a run: how it failed, what its folder lacks.
std::vector<RunRemark> run_remarks(const ReportedRun& run);

}  // namespace evograd::host
