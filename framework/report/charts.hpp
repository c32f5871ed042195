#pragma once

#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// One plot over the steps: a line for each run that has it.
struct Chart {
  struct Line {
    std::size_t run = 0;
    const Curve* curve = nullptr;
  };
  std::string title;
  std::string unit;             ///< of the values; empty where they have none or nobody knows it
  bool logarithmic = false;     ///< to begin with; the reader can change it
  std::vector<double> include;  ///< values that the axis shows in any case
  std::vector<Line> lines;
};

struct ChartGroup {
  std::string title;
  bool folded = false;  ///< of interest to few
  std::vector<Chart> charts;
};

/// The plots that the runs have values for. The lines point into `runs`.
std::vector<ChartGroup> chart_groups(const std::vector<ReportedRun>& runs);

/// Those of the meta-parameters that are one number, which are not among chart_groups().
std::vector<Chart> meta_parameter_charts(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
