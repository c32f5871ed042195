#include "framework/report/curve_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

#include "evograd/text.hpp"
#include "framework/report/run_mark.hpp"
#include "framework/report/thin_out.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t most_points_of_a_curve = 2000;
constexpr std::size_t least_points_of_a_curve = 300;
constexpr std::size_t most_points_of_a_page = 150'000;  // about 2 MB

Json values_of(const Curve& curve) {
  auto steps = Json::array();
  auto values = Json::array();
  for (std::size_t i = 0; i < curve.size(); ++i) {
    steps.push_back(static_cast<std::int64_t>(curve.steps[i]));
    values.push_back(plotted(curve.values[i]));
  }
  return {{"x", steps}, {"y", values}};
}

}  // namespace

std::size_t most_points(const std::vector<ReportedRun>& runs) {
  std::size_t curves = 0;
  for (const auto& run : runs) curves += run.metrics.curves.size();
  return std::clamp(most_points_of_a_page / std::max<std::size_t>(1, curves), least_points_of_a_curve,
                    most_points_of_a_curve);
}

Html curve_plot(const std::vector<ReportedRun>& runs, const Chart& chart, Plots& plots) {
  auto lines = Json::array();
  std::vector<bool> has(runs.size(), false);
  for (const auto& line : chart.lines) {
    auto points = values_of(thin_out(*line.curve, most_points(runs)));
    points["run"] = line.run;
    lines.push_back(std::move(points));
    has[line.run] = true;
  }
  return plots.add(
      {.title = chart.title,
       .note = chart.unit.empty() ? "" : "in " + chart.unit,
       .below = not_recorded(runs, has),
       .keys = true,
       .toggle = true},
      {{"kind", "steps"}, {"logarithmic", chart.logarithmic}, {"include", chart.include}, {"lines", std::move(lines)}});
}

Html curve_plots(const std::vector<ReportedRun>& runs, const std::vector<Chart>& charts, Plots& plots) {
  Html all;
  for (const auto& chart : charts) all += curve_plot(runs, chart, plots);
  return element("div", {{"class", "charts"}}, all);
}

Json plotted_runs(const std::vector<ReportedRun>& runs) {
  constexpr std::size_t points_of_the_clock = 300;
  auto all = Json::array();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto clock = thin_out(runs[i].metrics.seconds, points_of_the_clock);
    auto resumed = Json::array();
    for (const auto& step : runs[i].field("resumed_at")) {
      if (step.is_number()) resumed.push_back(step);
    }
    all.push_back({{"label", runs[i].label},
                   {"mark", run_class(i)},
                   {"dashes", run_dashes(i)},
                   {"clock", {{"steps", clock.steps}, {"seconds", clock.values}}},
                   {"resumed", resumed}});
  }
  return all;
}

Json plotted(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

Html not_recorded(const std::vector<ReportedRun>& runs, const std::vector<bool>& has) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!has[i]) names.push_back(runs[i].label);
  }
  return names.empty() ? Html() : element("p", {{"class", "hint"}}, "Not recorded: " + comma_separated(names) + ".");
}

}  // namespace evograd::host
