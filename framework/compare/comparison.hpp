#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/bench/bench.hpp"
#include "framework/run/run_folder.hpp"
#include "framework/statistics/statistics.hpp"

namespace evograd::host {

/// One run of a comparison, and the cost of its steps.
struct Cell {
  std::string estimator;  ///< the variant's label
  std::uint64_t seed = 0;
  std::filesystem::path folder;  ///< of the run, relative to the comparison's
  Json run;                      ///< its summary.json; the status says "finished" or "failed"
  BenchRow cost;                 ///< without a name if the estimator failed during timing

  /// Whether the run has finished and has a finite score.
  bool finished() const;
  double score() const;
  /// Why it is not finished.
  std::string failure() const;
};

/// A number over the seeds of one estimator, for the seeds that have it.
using OverSeeds = std::map<std::string, Estimate>;

/// The summary of all finished cells of one estimator.
struct EstimatorSummary {
  std::string estimator;
  std::int64_t finished = 0;
  std::int64_t failed = 0;
  std::string failure;  ///< error of the first failed cell
  OverSeeds numbers;    ///< by the names of cell_numbers()
  std::vector<double> scores;
  /// Score minus the control's score for the same seed; empty for the control itself, or without common seeds.
  std::vector<double> gains;
};

/// A setting of a grid.
struct GridPoint {
  std::string label;      ///< Cell::estimator
  std::string estimator;  ///< as named on the command line
  std::string
      setting;  ///< "estimator.sigma=0.01, optimizer.meta.lr=0.001"; empty if the estimator has none of the keys
};

struct Comparison {
  std::string name;     ///< of the manifest
  std::string control;  ///< the label of the estimator that the others are compared with
  std::string score_name;
  std::int64_t steps = 0;
  double plain_ms = 0;
  std::vector<Cell> cells;
  std::vector<Refusal> refused;
  std::vector<GridPoint> points{};  ///< of the grid in the order of the estimators; empty without a grid

  std::vector<EstimatorSummary> summaries() const;
};

/// The numbers of a finished cell in the order of the table: score, ms, ratio, peak_bytes, peak_ratio, passes, cosine,
/// cosine_deviation, cosine_positive, scale_error, predicted_cosine, same_point_cosine, lambda_distance; null for those
/// it does not have.
Json cell_numbers(const Cell& cell);

}  // namespace evograd::host
