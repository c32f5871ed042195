#pragma once

#include <vector>

#include "framework/report/html.hpp"
#include "framework/report/reported_manifest.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// A resolved manifest, folded up, with the origin of every value; what somebody set stands out.
Html manifest_section(const std::vector<ReportedTable>& manifest);

/// The options that are not the same in all runs; a sentence where there are none.
Html differing_options_section(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
