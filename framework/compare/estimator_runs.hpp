#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "framework/compare/comparison.hpp"
#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// The mean of several curves, at the steps that all of them have.
Curve mean_curve(const std::vector<const Curve*>& curves);

/// One run for each estimator, in the order of `summaries`, as a page's plots need it: the curves are the means over
/// the estimator's finished runs in `folder`. A run whose metrics are damaged is left out; `complain` is told why.
std::vector<ReportedRun> estimator_runs(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries,
                                        const std::filesystem::path& folder,
                                        const std::function<void(const std::string&)>& complain);

}  // namespace evograd::host
