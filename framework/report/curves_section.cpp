#include "framework/report/curves_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "framework/report/charts.hpp"
#include "framework/report/curve_plot.hpp"
#include "framework/report/number_text.hpp"
#include "framework/report/run_mark.hpp"

namespace evograd::host {
namespace {

/// Which runs the plots show, over what, and which part.
Html controls(const std::vector<ReportedRun>& runs) {
  Html chips;
  bool timed = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    chips += element("button",
                     {{"type", "button"}, {"class", "chip"}, {"data-run", fmt::to_string(i)}, {"aria-pressed", "true"}},
                     run_swatch(i) + runs[i].label);
    timed |= runs[i].metrics.seconds.size() > 1;
  }
  Html all;
  if (runs.size() > 1) {
    all += element("div", {{"class", "chips"}, {"role", "group"}, {"aria-label", "Runs that the plots show"}}, chips);
  }
  if (timed) {
    const auto choice = [](const std::string& value, bool checked) {
      Attributes radio = {{"type", "radio"}, {"name", "axis"}, {"value", value}};
      if (checked) radio.emplace_back("checked", "");
      return element("label", void_element("input", radio) + value);
    };
    all += element(
        "fieldset", {{"class", "axis-choice"}},
        element("legend", {{"class", "unseen"}}, "Curves over") + choice("steps", true) + choice("time", false));
  }
  all += element("button", {{"type", "button"}, {"id", "whole-range"}, {"hidden", ""}}, "whole range");
  return element("div", {{"id", "controls"}, {"class", "needs-script"}}, all);
}

bool thinned(const std::vector<ReportedRun>& runs) {
  const auto most = most_points(runs);
  return std::any_of(runs.begin(), runs.end(), [&](const auto& run) {
    const auto& curves = run.metrics.curves;
    return std::any_of(curves.begin(), curves.end(), [&](const auto& curve) { return curve.second.size() > most; });
  });
}

/// Notes that explain which curves are missing and why.
Html what_is_missing(const std::vector<ReportedRun>& runs) {
  Html all;
  const auto any = [&](auto&& has) { return std::any_of(runs.begin(), runs.end(), has); };
  const auto has_probe = [](const ReportedRun& run) { return run.metrics.curves.contains("probe/cosine"); };
  if (!any(has_probe)) {
    all += element("p", {{"class", "missing"}},
                   "No probe readings, so the quality of the meta-gradient is unknown: [probe] every is 0 by default.");
  }
  std::size_t longest = 0;
  for (const auto& run : runs) longest = std::max(longest, run.metrics.lambda_size);
  if (longest > drawn_lambda_size) {
    all += element("p", {{"class", "missing"}},
                   fmt::format("λ has {} numbers; only up to {} are plotted.",
                               grouped(static_cast<std::int64_t>(longest)), drawn_lambda_size));
  }
  return all;
}

}  // namespace

Html curves_section(const std::vector<ReportedRun>& runs, Plots& plots) {
  auto content =
      element("h2", "Curves") +
      element("noscript", element("p", {{"class", "missing"}},
                                  "The curves are drawn by this page's own script, but scripts are disabled. "
                                  "The tables do not need scripts.")) +
      controls(runs);
  const auto groups = chart_groups(runs);
  if (groups.empty()) content += element("p", {{"class", "missing"}}, "There are no metrics.");
  for (const auto& group : groups) {
    const auto charts = curve_plots(runs, group.charts, plots);
    if (group.folded) {
      content += element("details", {{"class", "chart-group"}}, element("summary", group.title) + charts);
    } else {
      content += element("h3", group.title) + charts;
    }
  }
  if (thinned(runs)) {
    content +=
        element("p", {{"class", "hint"}},
                "Long curves are thinned out: only the smallest and the largest value of each interval are drawn.");
  }
  return element("section", {{"id", "curves"}}, content + what_is_missing(runs));
}

}  // namespace evograd::host
