#include "framework/compare/comparison_page.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "framework/compare/comparison_figures.hpp"
#include "framework/compare/comparison_table.hpp"
#include "framework/compare/estimator_runs.hpp"
#include "framework/compare/grid.hpp"
#include "framework/page/page.hpp"
#include "framework/report/curve_plot.hpp"
#include "framework/report/curves_section.hpp"

namespace evograd::host {
namespace {

Html remark(const Html& text, bool failure) { return element("li", {{"class", failure ? "failure" : "remark"}}, text); }

/// Failed runs, refused estimators, and `damaged` metrics.
Html remarks(const Comparison& comparison, const Html& damaged) {
  Html items;
  for (const auto& cell : comparison.cells) {
    if (cell.finished()) continue;
    items += remark(element("b", cell.estimator) + fmt::format(", seed {}: {}", cell.seed, cell.failure()), true);
  }
  for (const auto& [name, reason] : comparison.refused) {
    items += remark(element("b", name) + " cannot run here: " + reason, false);
  }
  items += damaged;
  return items.empty() ? Html() : element("ul", {{"class", "remarks"}}, items);
}

}  // namespace

std::string comparison_page(const Comparison& comparison, const std::filesystem::path& folder) {
  const auto shown = chosen_of(comparison);
  const auto summaries = shown.summaries();
  Html damaged;
  const auto runs = estimator_runs(shown, summaries, folder,
                                   [&](const std::string& complaint) { damaged += remark(complaint, true); });
  Plots plots;
  auto results = element("h2", "Results") + to_html(comparison) + remarks(comparison, damaged);
  const bool any =
      std::any_of(summaries.begin(), summaries.end(), [](const auto& summary) { return summary.finished > 0; });
  if (any) {
    results += element("div", {{"class", "needs-script"}},
                       element("h3", "Scores and costs") + comparison_figures(shown, summaries, plots));
  }
  return page({.kind = "compare",
               .title = comparison.name,
               .sections = {{"results", "Results"}, {"curves", "Curves"}},
               .main = element("section", {{"id", "results"}}, results) + curves_section(runs, plots),
               .runs = plotted_runs(runs),
               .plots = plots});
}

}  // namespace evograd::host
