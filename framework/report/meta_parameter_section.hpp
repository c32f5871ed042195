#pragma once

#include <vector>

#include "framework/page/html.hpp"
#include "framework/page/plots.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The meta-parameters at each evaluation: curves and values per label with a slider over the evaluations, single
/// numbers over the steps, and the first and last values as tables.
Html meta_parameter_section(const std::vector<ReportedRun>& runs, Plots& plots);

}  // namespace evograd::host
