#include "framework/report/report_page.hpp"

#include <fmt/core.h>

#include <set>

#include "framework/page/page.hpp"
#include "framework/report/cost_section.hpp"
#include "framework/report/curve_plot.hpp"
#include "framework/report/curves_section.hpp"
#include "framework/report/meta_parameter_section.hpp"
#include "framework/report/overview_section.hpp"
#include "framework/report/provenance_section.hpp"

namespace evograd::host {
namespace {

std::string title(const std::vector<ReportedRun>& runs) {
  std::set<std::string> names;
  for (const auto& run : runs) names.insert(run.text("name"));
  const auto common = names.size() == 1 && !names.begin()->empty() ? *names.begin() : std::string();
  if (runs.size() == 1) return common.empty() ? runs.front().label : common;
  const auto count = fmt::format("{} runs", runs.size());
  return common.empty() ? count : common + ", " + count;
}

}  // namespace

std::string report_page(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences) {
  Plots plots;
  const auto curves = curves_section(runs, plots);
  const auto meta_parameters = meta_parameter_section(runs, plots);
  return page({.kind = "report",
               .title = title(runs),
               .sections = {{"runs", runs.size() == 1 ? "The run" : "Runs"},
                            {"curves", "Curves"},
                            {"meta-parameters", "Meta-parameters"},
                            {"cost", "Time and memory"},
                            {"what-was-run", "What was run"}},
               .main = warning_section(differences) + overview_section(runs, differences) + curves + meta_parameters +
                       cost_section(runs) + provenance_section(runs, differences),
               .runs = plotted_runs(runs),
               .plots = plots});
}

}  // namespace evograd::host
