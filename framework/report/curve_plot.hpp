#pragma once

#include <vector>

#include "framework/files/json.hpp"
#include "framework/page/html.hpp"
#include "framework/page/plots.hpp"
#include "framework/report/charts.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The points of a curve that a plot of `runs` shows; longer ones are thinned out.
std::size_t most_points(const std::vector<ReportedRun>& runs);

/// The frame of a plot over the steps or the time, or of several.
Html curve_plot(const std::vector<ReportedRun>& runs, const Chart& chart, Plots& plots);
Html curve_plots(const std::vector<ReportedRun>& runs, const std::vector<Chart>& charts, Plots& plots);

/// PageContent::runs.
Json plotted_runs(const std::vector<ReportedRun>& runs);

/// `value` rounded to the digits that a plot shows; null if it is not finite.
Json plotted(double value);

/// "Not recorded: a, b." for the runs for which `has` is false; empty if there are none.
Html not_recorded(const std::vector<ReportedRun>& runs, const std::vector<bool>& has);

}  // namespace evograd::host
