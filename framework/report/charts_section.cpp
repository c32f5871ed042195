#include "framework/report/charts_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "evograd/text.hpp"
#include "framework/report/number_text.hpp"
#include "framework/report/thin_out.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t most_points_of_a_curve = 2000;
constexpr std::size_t least_points_of_a_curve = 300;
constexpr std::size_t most_points_of_a_page = 150'000;  // about 2 MB

std::size_t most_points(const std::vector<ReportedRun>& runs) {
  std::size_t curves = 0;
  for (const auto& run : runs) curves += run.metrics.curves.size();
  return std::clamp(most_points_of_a_page / std::max<std::size_t>(1, curves), least_points_of_a_curve,
                    most_points_of_a_curve);
}

Json values_of(const Curve& curve) {
  auto steps = Json::array();
  auto values = Json::array();
  for (std::size_t i = 0; i < curve.size(); ++i) {
    steps.push_back(static_cast<std::int64_t>(curve.steps[i]));
    values.push_back(plotted(curve.values[i]));
  }
  return {{"x", steps}, {"y", values}};
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

ChartFrames::ChartFrames(const std::vector<ReportedRun>& runs) : runs_(runs), most_points_(most_points(runs)) {}

Html ChartFrames::frame(const Chart& chart) {
  auto lines = Json::array();
  std::vector<bool> has(runs_.size(), false);
  for (const auto& line : chart.lines) {
    auto points = values_of(thin_out(*line.curve, most_points_));
    points["run"] = line.run;
    lines.push_back(std::move(points));
    has[line.run] = true;
    thinned_ |= line.curve->size() > most_points_;
  }
  const auto number = fmt::to_string(data_.size());
  data_.push_back({{"title", chart.title},
                   {"unit", chart.unit},
                   {"logarithmic", chart.logarithmic},
                   {"include", chart.include},
                   {"lines", std::move(lines)}});
  auto title = Html(chart.title);
  if (!chart.unit.empty()) title += element("span", {{"class", "unit"}}, " in " + chart.unit);
  const auto content = element("div", {{"class", "chart-head"}}, element("h4", title)) +
                       element("div", {{"class", "plot"}}, {}) + not_recorded(runs_, has);
  return element("section", {{"class", "chart"}, {"data-chart", number}, {"aria-label", chart.title}}, content);
}

Html ChartFrames::frames(const std::vector<Chart>& charts) {
  Html all;
  for (const auto& chart : charts) all += frame(chart);
  return element("div", {{"class", "charts"}}, all);
}

Html charts_section(const std::vector<ReportedRun>& runs, ChartFrames& frames) {
  auto content =
      element("h2", "Curves") +
      element("noscript", element("p", {{"class", "missing"}},
                                  "The curves are drawn by this page's own script, but scripts are disabled. "
                                  "The tables do not need scripts.")) +
      element("div", {{"id", "controls"}}, {});
  const auto groups = chart_groups(runs);
  if (groups.empty()) content += element("p", {{"class", "missing"}}, "There are no metrics.");
  for (const auto& group : groups) {
    const auto charts = frames.frames(group.charts);
    if (group.folded) {
      content += element("details", {{"class", "chart-group"}}, element("summary", group.title) + charts);
    } else {
      content += element("h3", group.title) + charts;
    }
  }
  if (frames.thinned()) {
    content +=
        element("p", {{"class", "hint"}},
                "Long curves are thinned out: only the smallest and the largest value of each interval are drawn.");
  }
  return element("section", {{"id", "curves"}}, content + what_is_missing(runs));
}

}  // namespace evograd::host
