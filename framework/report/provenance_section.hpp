#pragma once

#include <vector>

#include "framework/page/html.hpp"
#include "framework/report/program_differences.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// What was run, for each run: command, machine, versions, plugins with their hashes, resumptions, manifest; before
/// that, the options in which the runs differ.
Html provenance_section(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences);

}  // namespace evograd::host
