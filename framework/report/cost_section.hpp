#pragma once

#include <vector>

#include "framework/page/html.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// How the time was spent, and the peak memory, as bars and as numbers.
Html cost_section(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
