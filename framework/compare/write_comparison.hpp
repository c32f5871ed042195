#pragma once

#include <filesystem>
#include <string>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// {"name", "control", "score_name", "steps", "plain_ms", "cells": [{"estimator", "seed", "status", and of a finished
/// cell what cell_numbers() has, its metrics and its folder, of a failed one "error"}], "summary": [{"estimator",
/// "finished", "failed", "gain", and of each number {"mean", "deviation", "interval"}}], "refused": [{"estimator",
/// "reason"}]}.
Json to_json(const Comparison& comparison);

/// The finished cells, one line each, under a line of names; a cell without a number is empty there.
std::string to_csv(const Comparison& comparison);

/// Writes compare.json, compare.csv and compare.md into `folder`. Throws Error.
void write_comparison(const Comparison& comparison, const std::filesystem::path& folder);

}  // namespace evograd::host
