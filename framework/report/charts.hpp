#pragma once

#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// One plot over the steps: a line for each run that has the curve.
struct Chart {
  struct Line {
    std::size_t run = 0;
    const Curve* curve = nullptr;
  };
  std::string title;
  std::string unit;             ///< of the values; empty if none or unknown
  bool logarithmic = false;     ///< initial scale; the reader can change it
  std::vector<double> include;  ///< values that the axis always includes
  std::vector<Line> lines;
};

struct ChartGroup {
  std::string title;
  bool folded = false;  ///< rarely of interest
  std::vector<Chart> charts;
};

/// The plots for which the runs have values. The lines point into `runs`.
std::vector<ChartGroup> chart_groups(const std::vector<ReportedRun>& runs);

/// The plots of scalar meta-parameters, which are not among chart_groups().
std::vector<Chart> meta_parameter_charts(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
