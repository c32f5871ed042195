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

Json RunResult::state() const {
  Json metrics = Json::array();
  for (const auto& [name, value] : metrics_) metrics.push_back({name, exact_json(value)});
  return {{"best", exact_json(best_)}, {"step", step_}, {"metrics", metrics}};
}

void RunResult::restore(const Json& state) {
  best_ = exact_number(state.at("best"));
  step_ = state.at("step").get<std::int64_t>();
  metrics_.clear();
  for (const auto& metric : state.at("metrics")) {
    metrics_.emplace_back(metric.at(0).get<std::string>(), exact_number(metric.at(1)));
  }
}

bool RunResult::is_better(const Metrics& metrics) {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const auto& metric) { return metric.first == selection_; });
  if (found == metrics.end()) {
    throw Error("task", "evaluate() returns no metric '" + selection_ + "', which it selects by",
                "return the metric that TaskTraits::selection names");
  }
  const double value = found->second;
  if (!metrics_.empty() && !(value > best_) && !(std::isnan(best_) && !std::isnan(value))) return false;
  best_ = value;
  return true;
}

}  // namespace evograd::host
