#pragma once

#include <vector>

#include "framework/page/html.hpp"
#include "framework/page/plots.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// All curves over the steps, in groups, below the controls of what the page's plots show.
Html curves_section(const std::vector<ReportedRun>& runs, Plots& plots);

}  // namespace evograd::host
