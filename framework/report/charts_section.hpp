#pragma once

#include <vector>

#include "framework/report/charts.hpp"
#include "framework/report/html.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The frames of plots and, in the same order, the data that the page's script draws into them.
class ChartFrames {
 public:
  /// `runs` are those of the page.
  explicit ChartFrames(const std::vector<ReportedRun>& runs);

  Html frame(const Chart& chart);
  Html frames(const std::vector<Chart>& charts);

  const Json& data() const { return data_; }
  /// Whether a curve so far had more points than are drawn.
  bool thinned() const { return thinned_; }

 private:
  const std::vector<ReportedRun>& runs_;
  std::size_t most_points_;
  bool thinned_ = false;
  Json data_ = Json::array();
};

/// All curves over the steps, in groups.
Html charts_section(const std::vector<ReportedRun>& runs, ChartFrames& frames);

/// `value` rounded to the digits that a plot shows; null if it is not finite.
Json plotted(double value);

/// "Not recorded: a, b." for the runs for which `has` is false; empty if there are none.
Html not_recorded(const std::vector<ReportedRun>& runs, const std::vector<bool>& has);

}  // namespace evograd::host
