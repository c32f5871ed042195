#pragma once

#include <vector>

#include "framework/report/charts_section.hpp"
#include "framework/report/html.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The meta-parameters at each evaluation: curves and values per label with a slider over the evaluations, single
/// numbers over the steps, and the first and last values as tables.
class MetaParameterSection {
 public:
  MetaParameterSection(const std::vector<ReportedRun>& runs, ChartFrames& frames);

  const Html& html() const { return html_; }
  /// What the page's script draws, in the order of the frames' numbers.
  const Json& data() const { return data_; }

 private:
  Html frame(const std::vector<ReportedRun>& runs, const std::string& name);

  Html html_;
  Json data_ = Json::array();
};

}  // namespace evograd::host
