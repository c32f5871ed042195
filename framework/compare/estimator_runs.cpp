#include "framework/compare/estimator_runs.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "evograd/error.hpp"
#include "framework/report/run_metrics.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {
namespace {

RunMetrics mean_metrics(const std::vector<RunMetrics>& all) {
  RunMetrics mean;
  std::set<std::string> names;
  std::vector<const Curve*> clocks;
  for (const auto& one : all) {
    for (const auto& [name, curve] : one.curves) names.insert(name);
    clocks.push_back(&one.seconds);
    mean.lambda_size = std::max(mean.lambda_size, one.lambda_size);
    mean.last_step = std::max(mean.last_step, one.last_step);
  }
  for (const auto& name : names) {
    std::vector<const Curve*> curves;
    for (const auto& one : all) {
      if (const auto found = one.curves.find(name); found != one.curves.end()) curves.push_back(&found->second);
    }
    mean.curves[name] = mean_curve(curves);
  }
  if (!clocks.empty()) mean.seconds = mean_curve(clocks);
  return mean;
}

}  // namespace

Curve mean_curve(const std::vector<const Curve*>& curves) {
  struct Sum {
    std::size_t count = 0;
    double sum = 0;
  };
  std::map<double, Sum> by_step;
  for (const auto* curve : curves) {
    for (std::size_t i = 0; i < curve->size(); ++i) {
      auto& [count, sum] = by_step[curve->steps[i]];
      ++count;
      sum += curve->values[i];
    }
  }
  Curve mean;
  for (const auto& [step, one] : by_step) {
    if (one.count == curves.size()) mean.add(step, one.sum / static_cast<double>(one.count));
  }
  return mean;
}

std::vector<ReportedRun> estimator_runs(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries,
                                        const std::filesystem::path& folder,
                                        const std::function<void(const std::string&)>& complain) {
  std::vector<ReportedRun> runs;
  for (const auto& summary : summaries) {
    std::vector<RunMetrics> metrics;
    for (const auto& cell : comparison.cells) {
      if (cell.estimator != summary.estimator || !cell.finished()) continue;
      try {
        metrics.push_back(read_metrics(folder / cell.folder / RunFolder::kMetrics));
      } catch (const Error& error) {
        complain(error.what());
      }
    }
    runs.push_back({.folder = {},
                    .label = summary.estimator,
                    .description = {},
                    .summary = {},
                    .manifest = {},
                    .metrics = mean_metrics(metrics)});
  }
  return runs;
}

}  // namespace evograd::host
