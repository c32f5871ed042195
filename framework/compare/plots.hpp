#pragma once

#include <filesystem>
#include <string>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// Draws score.svg (every seed, mean and 95 % interval), cost.svg (score against time), cosine.svg (over training, mean
/// of the seeds) and expected.svg (measured against predicted cosine, where there is one) into FOLDER/plots by gnuplot,
/// beside the scripts that draw them. Returns a line for the user where gnuplot is missing or fails, else an empty
/// string. Throws Error when the scripts cannot be written.
std::string draw_plots(const Comparison& comparison, const std::filesystem::path& folder);

}  // namespace evograd::host
