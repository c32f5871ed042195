#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// {"name", "control", "score_name", "steps", "plain_ms", "cells": [{"estimator", "seed", "status", and for a finished
/// cell what cell_numbers() has, its metrics and its folder, for a failed one "error"}], "summary": [{"estimator",
/// "finished", "failed", "gain", and for each number {"mean", "deviation", "interval"}}], "refused": [{"estimator",
/// "reason"}]}, and for a grid "grid": {"selected_by", "no_choice", "settings": [{"label", "estimator", "setting",
/// "finished", "failed", "selection", "score", "chosen"}]}.
Json to_json(const Comparison& comparison);

/// The finished cells, one line each, below a header line; a missing number is an empty field.
std::string to_csv(const Comparison& comparison);

/// The files of a comparison.
inline constexpr std::array kTables{"compare.json", "compare.csv", "compare.md", "compare.html"};

/// Writes them into `folder`, which contains the runs. Throws Error.
void write_comparison(const Comparison& comparison, const std::filesystem::path& folder);

}  // namespace evograd::host
