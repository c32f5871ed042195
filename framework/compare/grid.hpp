#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// What a setting of a grid gave over the seeds.
struct GridRow {
  GridPoint point;
  std::int64_t finished = 0;
  std::int64_t failed = 0;
  std::optional<Estimate> selection;  ///< of the selection metric; nothing if it or one run is missing
  std::optional<Estimate> score;
  bool chosen = false;
};

/// The settings of a comparison, with the chosen one of each estimator.
struct Grid {
  std::vector<GridRow> rows;
  std::string selection;  ///< the metric that chooses, e.g. "development_accuracy"; empty if there is none
  std::string no_choice;  ///< why nothing is chosen although there is a choice; empty if each estimator has a setting
};

/// Chooses the setting of each estimator with the highest mean of the selection metric of its task over all seeds, the
/// first of equal ones. Never by the score: the best of many scores is better than what the setting achieves elsewhere.
/// So nothing is chosen if the task has no such metric, or if it is the score itself.
Grid grid_of(const Comparison& comparison);

/// "chosen by the mean of 'development_accuracy' over the seeds, never by the score", or why nothing is chosen.
std::string grid_sentence(const Grid& grid);

/// `comparison` with the chosen settings alone; all of it if there is no grid or nothing is chosen.
Comparison chosen_of(const Comparison& comparison);

}  // namespace evograd::host
