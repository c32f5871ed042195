#pragma once

#include <vector>

#include "framework/compare/comparison.hpp"
#include "framework/page/html.hpp"
#include "framework/page/plots.hpp"

namespace evograd::host {

/// The figures of what a comparison has numbers for: the score of every seed with the mean and its 95 % interval, the
/// mean against time and against passes, the measured against the predicted cosine. Run `i` of the page is
/// `summaries[i]`.
Html comparison_figures(const Comparison& comparison, const std::vector<EstimatorSummary>& summaries, Plots& plots);

}  // namespace evograd::host
