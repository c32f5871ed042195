#include "framework/compare/comparison_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "framework/compare/grid.hpp"
#include "framework/page/html_table.hpp"
#include "framework/report/run_mark.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host {
namespace {

constexpr const char* kNone = "–";

std::string mean_of(const EstimatorSummary& summary, const char* name, int digits, double unit = 1) {
  const auto number = summary.numbers.find(name);
  return number == summary.numbers.end() ? kNone : fixed(number->second.mean / unit, digits);
}

/// "83.30 ± 1.81": mean and standard deviation.
std::string with_deviation(const Estimate& estimate, int digits) {
  const auto mean = fixed(estimate.mean, digits);
  return estimate.interval ? mean + " ± " + fixed(estimate.deviation, digits) : mean;
}

/// "+22.3 [20.1, 24.5]": mean and its 95 % interval.
std::string with_interval(const std::vector<double>& values, int digits) {
  if (values.empty()) return kNone;
  const auto gain = estimate(values);
  const auto text = (gain.mean >= 0 ? "+" : "") + fixed(gain.mean, digits);
  if (!gain.interval) return text;
  return text + " [" + fixed(gain.mean - *gain.interval, digits) + ", " + fixed(gain.mean + *gain.interval, digits) +
         "]";
}

std::vector<std::string> header(const Comparison& comparison) {
  return {"ESTIMATOR",   comparison.score_name.empty() ? "SCORE" : comparison.score_name,
          "95 %",        "− " + comparison.control,
          "MS/STEP",     "× PLAIN",
          "PEAK MIB",    "× PLAIN",
          "PASSES (F)",  "COSINE",
          "> 0",         "EXPECTED",
          "SCALE ERROR", "Δλ"};
}

std::vector<std::string> row(const EstimatorSummary& summary) {
  const auto label = summary.estimator + (summary.failed > 0 ? fmt::format(" ({} failed)", summary.failed) : "");
  if (summary.finished == 0) return {label, "failed: " + summary.failure.substr(0, summary.failure.find('\n'))};
  const auto& score = summary.numbers.at("score");
  const auto cosine = summary.numbers.find("cosine");
  std::string measured = kNone;
  std::string expected = kNone;
  if (cosine != summary.numbers.end()) {
    measured = mean_of(summary, "cosine", 3) + " ± " + mean_of(summary, "cosine_deviation", 3);
  }
  if (summary.numbers.contains("predicted_cosine")) {
    expected = mean_of(summary, "same_point_cosine", 3) + " / " + mean_of(summary, "predicted_cosine", 3);
  }
  return {label,
          with_deviation(score, 2),
          score.interval ? "± " + fixed(*score.interval, 2) : kNone,
          with_interval(summary.gains, 2),
          mean_of(summary, "ms", 1),
          mean_of(summary, "ratio", 2),
          mean_of(summary, "peak_bytes", 1, 1 << 20),
          mean_of(summary, "peak_ratio", 3),
          mean_of(summary, "passes", 1),
          measured,
          mean_of(summary, "cosine_positive", 2),
          expected,
          mean_of(summary, "scale_error", 2),
          mean_of(summary, "lambda_distance", 3)};
}

constexpr const char* kLegend =
    "The score is mean ± standard deviation over the seeds, *95 %* the half width of its interval by Student's t; the "
    "fourth column is the difference from the first estimator at the same seed with its 95 % interval. *ms/step* and "
    "*× plain* are for the whole step, base update included, compared with training written with LibTorch alone, all "
    "taking turns; *peak* is the maximum number of live tensor bytes in a step. *Passes* are forward passes F per "
    "step, a backward pass counts as 2F. *Cosine* is the cosine to the exact one-step hypergradient on the run's own "
    "batches, mean ± standard deviation over the probes of a run; *> 0* is the share of probes above zero; *expected* "
    "is, for random directions, the cosine measured for the validation gradient that the estimator used / the one "
    "predicted by √(K'/(K'+r+1)). *Scale error* is |c h − h_exact|/|h_exact| after calibration; *Δλ* the distance "
    "that the meta-parameters moved.\n";

TextTable table(const Comparison& comparison) {
  TextTable made(header(comparison));
  for (const auto& summary : comparison.summaries()) made.add(row(summary));
  return made;
}

std::vector<std::string> grid_header(const Comparison& comparison, const Grid& grid) {
  return {"ESTIMATOR",
          "SETTING",
          grid.selection.empty() ? "SELECTION" : grid.selection,
          comparison.score_name.empty() ? "SCORE" : comparison.score_name,
          "SEEDS",
          "CHOSEN"};
}

std::vector<std::string> grid_row(const GridRow& row) {
  const auto number = [](const std::optional<Estimate>& one) { return one ? with_deviation(*one, 2) : kNone; };
  return {row.point.estimator,
          row.point.setting.empty() ? kNone : row.point.setting,
          number(row.selection),
          number(row.score),
          row.failed == 0 ? fmt::format("{}", row.finished) : fmt::format("{} ({} failed)", row.finished, row.failed),
          row.chosen ? "chosen" : ""};
}

TextTable grid_table(const Comparison& comparison, const Grid& grid) {
  TextTable made(grid_header(comparison, grid));
  for (const auto& one : grid.rows) made.add(grid_row(one));
  return made;
}

Html legend() {
  Html made;
  std::string_view rest = kLegend;
  for (bool emphasized = false; !rest.empty(); emphasized = !emphasized) {
    const auto piece = rest.substr(0, rest.find('*'));
    made += emphasized ? element("em", piece) : Html(piece);
    rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
  }
  return element("p", {{"class", "hint"}}, made);
}

Html grid_html(const Comparison& comparison) {
  if (comparison.points.empty()) return {};
  const auto grid = grid_of(comparison);
  std::vector<HtmlTable::Column> columns;
  for (const auto& title : grid_header(comparison, grid)) {
    columns.push_back({title, columns.size() > 1 && title != "CHOSEN"});
  }
  HtmlTable made("All settings", columns);
  for (const auto& one : grid.rows) {
    const auto texts = grid_row(one);
    made.add(std::vector<Html>(texts.begin(), texts.end()));
  }
  return made.html() + element("p", {{"class", "hint"}}, grid_sentence(grid));
}

}  // namespace

std::string to_text(const Comparison& comparison) {
  auto text = table(chosen_of(comparison)).text();
  if (!comparison.points.empty()) {
    const auto grid = grid_of(comparison);
    text += "\n" + grid_table(comparison, grid).text() + grid_sentence(grid) + "\n";
  }
  for (const auto& [name, reason] : comparison.refused) text += name + " cannot run here: " + reason + "\n";
  return text;
}

std::string to_markdown(const Comparison& comparison) {
  auto text = table(chosen_of(comparison)).markdown() + "\n";
  for (const auto& [name, reason] : comparison.refused) text += "* `" + name + "` cannot run here: " + reason + "\n";
  text += kLegend;
  if (comparison.points.empty()) return text;
  const auto grid = grid_of(comparison);
  return text + "\n" + grid_table(comparison, grid).markdown() + "\n" + grid_sentence(grid) + "\n";
}

Html to_html(const Comparison& comparison) {
  const auto shown = chosen_of(comparison);
  std::vector<HtmlTable::Column> columns;
  for (const auto& title : header(shown)) columns.push_back({title, !columns.empty()});
  HtmlTable made("Means over the seeds", columns);
  std::size_t run = 0;
  for (const auto& summary : shown.summaries()) {
    const auto texts = row(summary);
    std::vector<Html> cells(texts.begin(), texts.end());
    cells.front() = run_swatch(run++) + texts.front();
    cells.resize(columns.size());
    made.add(cells);
  }
  return made.html() + legend() + grid_html(comparison);
}

}  // namespace evograd::host
