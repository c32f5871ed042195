#include "framework/compare/grid.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace evograd::host {
namespace {

/// The name of the metric by which the run of `cell` was selected; empty if there is none.
std::string selection_of(const Cell& cell) {
  const auto found = cell.run.find("selected_by");
  return found != cell.run.end() && found->is_string() ? found->get<std::string>() : "";
}

GridRow row_of(const Comparison& comparison, const GridPoint& point, const std::string& selection) {
  GridRow row{.point = point, .selection = {}, .score = {}};
  std::vector<double> selected;
  std::vector<double> scores;
  for (const auto& cell : comparison.cells) {
    if (cell.estimator != point.label) continue;
    ++(cell.finished() ? row.finished : row.failed);
    if (!cell.finished()) continue;
    scores.push_back(cell.score());
    const auto& metrics = cell.run.at("metrics");
    if (metrics.contains(selection) && metrics.at(selection).is_number()) {
      selected.push_back(metrics.at(selection).get<double>());
    }
  }
  if (!scores.empty()) row.score = estimate(scores);
  const bool complete = row.failed == 0 && static_cast<std::int64_t>(selected.size()) == row.finished;
  if (complete && !selected.empty()) row.selection = estimate(selected);
  return row;
}

}  // namespace

Grid grid_of(const Comparison& comparison) {
  Grid grid;
  for (const auto& cell : comparison.cells) {
    if (grid.selection.empty() && cell.finished()) grid.selection = selection_of(cell);
  }
  const bool is_score = !grid.selection.empty() && grid.selection == comparison.score_name;
  if (is_score) grid.selection.clear();
  std::map<std::string, std::vector<std::size_t>> by_estimator;
  for (const auto& point : comparison.points) {
    by_estimator[point.estimator].push_back(grid.rows.size());
    grid.rows.push_back(row_of(comparison, point, grid.selection));
  }
  for (const auto& [estimator, rows] : by_estimator) {
    if (rows.size() == 1) {
      grid.rows[rows.front()].chosen = true;
      continue;
    }
    GridRow* best = nullptr;
    for (const auto i : rows) {
      auto& row = grid.rows[i];
      if (row.selection && (best == nullptr || row.selection->mean > best->selection->mean)) best = &row;
    }
    if (best != nullptr) {
      best->chosen = true;
    } else if (is_score) {
      grid.no_choice = "the task's selection metric is the score itself";
    } else if (grid.selection.empty()) {
      grid.no_choice =
          "the task has no selection metric, a score on data that is neither trained on nor tested on; the best of "
          "these scores would be better than what its setting achieves on other data";
    } else if (grid.no_choice.empty()) {
      grid.no_choice = fmt::format("no setting of '{}' has finished under every seed", estimator);
    }
  }
  return grid;
}

std::string grid_sentence(const Grid& grid) {
  std::string text;
  if (!grid.selection.empty()) {
    text = fmt::format(
        "The setting of each estimator is chosen by the highest mean of '{}' over the seeds, never by the score.",
        grid.selection);
  }
  if (grid.no_choice.empty()) return text;
  return text + (text.empty() ? "" : " ") + "No setting is chosen: " + grid.no_choice + ".";
}

Comparison chosen_of(const Comparison& comparison) {
  const auto grid = grid_of(comparison);
  if (comparison.points.empty() || grid.selection.empty()) return comparison;
  const auto is_chosen = [&](const std::string& label) {
    return std::any_of(grid.rows.begin(), grid.rows.end(),
                       [&](const auto& row) { return row.chosen && row.point.label == label; });
  };
  auto chosen = comparison;
  std::erase_if(chosen.cells, [&](const Cell& cell) { return !is_chosen(cell.estimator); });
  for (const auto& row : grid.rows) {
    if (row.chosen && row.point.estimator == comparison.points.front().estimator) chosen.control = row.point.label;
  }
  return chosen;
}

}  // namespace evograd::host
