#pragma once

#include <filesystem>
#include <string>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// The page about a comparison whose runs are in `folder`: the table over the seeds, figures of scores and costs, and
/// each estimator's curves, means over its seeds. The same comparison gives the same bytes.
std::string comparison_page(const Comparison& comparison, const std::filesystem::path& folder);

}  // namespace evograd::host
