#pragma once

#include <filesystem>
#include <string>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// Draws score.svg (every seed, mean and 95 % interval), cost.svg (score against time), cosine.svg (during training,
/// mean over the seeds) and expected.svg (measured against predicted cosine, if there is one) into FOLDER/plots with
/// gnuplot, next to the scripts that draw them. Returns a line for the user if gnuplot is missing or fails, otherwise
/// an empty string. Throws Error if the scripts cannot be written.
std::string draw_plots(const Comparison& comparison, const std::filesystem::path& folder);

}  // namespace evograd::host
