#pragma once

#include <filesystem>
#include <vector>

#include "framework/text_table/text_table.hpp"

namespace evograd::host {

/// Several comparisons of the same estimators with the same seeds, from the folders that `evograd compare` wrote: the
/// mean score of each estimator in each, the mean of these, the difference from the control, and in how many of them
/// its mean is above the control's.
///
/// Differences are paired by seed and averaged over the comparisons, so their 95 % interval is over seeds alone: it
/// describes how well the difference is known on these tasks, not on others. Without a score for every seed an
/// estimator has no mean and no difference. Throws Error for a folder without a comparison, and if controls differ.
TextTable across_comparisons(const std::vector<std::filesystem::path>& folders);

}  // namespace evograd::host
