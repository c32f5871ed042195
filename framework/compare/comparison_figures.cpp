#include "framework/compare/comparison_figures.hpp"

#include <string>
#include <utility>

namespace evograd::host {
namespace {

/// Points of one estimator in one of the styles of page/assets/plot.js.
Json series(const Json& run, const char* style, const Json& x, const Json& y, const char* label = nullptr) {
  Json made = {{"run", run}, {"style", style}, {"x", x}, {"y", y}};
  if (label != nullptr) made["labels"] = Json(x.size(), label);
  return made;
}

Html score_figure(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries, Plots& plots) {
  auto names = Json::array();
  auto all = Json::array();
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    if (summaries[i].finished == 0) continue;
    const auto row = static_cast<double>(names.size());
    const double between = 0.22;  // of the rows of the mean and of the seeds
    const auto& score = summaries[i].numbers.at("score");
    const auto half = score.interval.value_or(0);
    all.push_back(series(i, "interval", {score.mean - half, score.mean + half}, {row - between, row - between}));
    all.push_back(series(i, "dots", Json::array({score.mean}), Json::array({row - between}), "mean"));
    all.push_back(series(i, "rings", summaries[i].scores, Json(summaries[i].scores.size(), row + between), "one seed"));
    names.push_back(summaries[i].estimator);
  }
  const auto height = 60 + 40 * static_cast<int>(names.size());
  return plots.add({.title = "Score by estimator",
                    .note = "dot and line: mean with its 95 % interval; rings: the seeds",
                    .below = {},
                    .height = height},
                   {{"kind", "figure"},
                    {"x", {{"title", comparison.score_name}}},
                    {"y", {{"names", names}}},
                    {"series", std::move(all)}});
}

/// The mean score against the number `cost`; empty if no estimator has it.
Html cost_figure(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries, const char* cost,
                 const char* title, const char* axis, Plots& plots) {
  auto all = Json::array();
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const auto& numbers = summaries[i].numbers;
    if (summaries[i].finished == 0 || !numbers.contains(cost)) continue;
    const auto x = numbers.at(cost).mean;
    const auto& score = numbers.at("score");
    const auto half = score.interval.value_or(0);
    all.push_back(series(i, "interval", {x, x}, {score.mean - half, score.mean + half}));
    all.push_back(series(i, "dots", Json::array({x}), Json::array({score.mean})));
  }
  if (all.empty()) return {};
  return plots.add({.title = title, .note = "mean with its 95 % interval", .below = {}},
                   {{"kind", "figure"},
                    {"x", {{"title", axis}, {"include", Json::array({0})}}},
                    {"y", {{"title", comparison.score_name}}},
                    {"series", std::move(all)}});
}

Html cosine_figure(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries, Plots& plots) {
  auto all = Json::array();
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    auto predicted = Json::array();
    auto measured = Json::array();
    for (const auto& cell : comparison.cells) {
      if (cell.estimator != summaries[i].estimator || !cell.finished()) continue;
      const auto numbers = cell_numbers(cell);
      if (!numbers["predicted_cosine"].is_number() || !numbers["same_point_cosine"].is_number()) continue;
      predicted.push_back(numbers["predicted_cosine"]);
      measured.push_back(numbers["same_point_cosine"]);
    }
    if (!predicted.empty()) all.push_back(series(i, "dots", predicted, measured, "one seed"));
  }
  if (all.empty()) return {};
  all.push_back(series(nullptr, "faint", {0, 1}, {0, 1}));
  return plots.add({.title = "Measured against predicted cosine", .note = "on the line they are equal", .below = {}},
                   {{"kind", "figure"},
                    {"x", {{"title", "predicted cosine"}}},
                    {"y", {{"title", "measured cosine"}}},
                    {"series", std::move(all)}});
}

}  // namespace

Html comparison_figures(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries, Plots& plots) {
  auto all = score_figure(comparison, summaries, plots);
  all += cost_figure(comparison, summaries, "ratio", "Score against time", "time per step, in plain steps", plots);
  all += cost_figure(comparison, summaries, "passes", "Score against passes", "forward passes per step", plots);
  all += cosine_figure(comparison, summaries, plots);
  return element("div", {{"class", "charts of-own-height"}}, all);
}

}  // namespace evograd::host
