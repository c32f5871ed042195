#include "framework/run/run_result.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "evograd/error.hpp"

namespace evograd::host {

RunResult::RunResult(std::string selection) : selection_(std::move(selection)) {}

void RunResult::offer(std::int64_t step, const Metrics& metrics) {
  if (!selection_.empty() && !is_better(metrics)) return;
  step_ = step;
  metrics_ = metrics;
}

bool RunResult::is_better(const Metrics& metrics) {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const auto& metric) { return metric.first == selection_; });
  if (found == metrics.end()) {
    throw Error("task", "its evaluation has no metric '" + selection_ + "', by which it selects",
                "let evaluate() return what selection_name() names");
  }
  const double value = found->second;
  if (!metrics_.empty() && !(value > best_) && !(std::isnan(best_) && !std::isnan(value))) return false;
  best_ = value;
  return true;
}

}  // namespace evograd::host
