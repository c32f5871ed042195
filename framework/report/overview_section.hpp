#pragma once

#include <vector>

#include "framework/page/html.hpp"
#include "framework/report/program_differences.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The warning at the top of a page if runs differ in their programs; otherwise empty.
Html warning_section(const std::vector<ProgramDifference>& differences);

/// The table of runs, the table of their metrics, and what is missing or went wrong.
Html overview_section(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences);

}  // namespace evograd::host
