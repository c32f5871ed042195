#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "evograd/metrics.hpp"
#include "framework/files/json.hpp"

namespace evograd::host {

/// The evaluation that is a run's result: the last one, or the first of those with the highest selection metric.
class RunResult {
 public:
  /// `selection` is TaskTraits::selection; empty for the last evaluation.
  explicit RunResult(std::string selection);

  /// Offers an evaluation after `step` steps. One whose selection metric is not a number loses to any other. Throws
  /// Error if it lacks that metric.
  void offer(std::int64_t step, const Metrics& metrics);

  const std::string& selection() const { return selection_; }
  /// Step and metrics of the chosen evaluation; 0 and empty before the first offer.
  std::int64_t step() const { return step_; }
  const Metrics& metrics() const { return metrics_; }

  /// For a resumed run: restore() brings back what state() returned, bit for bit.
  Json state() const;
  void restore(const Json& state);

 private:
  bool is_better(const Metrics& metrics);

  std::string selection_;
  double best_ = std::numeric_limits<double>::quiet_NaN();
  std::int64_t step_ = 0;
  Metrics metrics_;
};

}  // namespace evograd::host
