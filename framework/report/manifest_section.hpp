#pragma once

#include <vector>

#include "framework/page/html.hpp"
#include "framework/report/reported_manifest.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// A collapsible resolved manifest with the origin of every value; values that the user set are highlighted.
Html manifest_section(const std::vector<ReportedTable>& manifest);

/// The options that differ between runs; a sentence if there are none.
Html differing_options_section(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
