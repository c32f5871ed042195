#pragma once

#include <string>
#include <vector>

#include "framework/report/program_differences.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The whole page: one self-contained HTML file. The same runs produce the same bytes.
std::string report_page(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences);

}  // namespace evograd::host
