#pragma once

#include <optional>

#include "framework/bench/bench.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {

/// {"plain": {"ms", "peak_bytes"}, "plain_ordinary": {"ms", "peak_bytes"}, "estimators": [{"name", "ms", "ratio",
/// "ratio_ordinary", "peak_bytes", "peak_ratio", "peak_ratio_ordinary", "passes", "cosine", "scale"}],
/// "refused": [{"name", "reason"}]}.
Json to_json(const BenchReport& report);

/// The report that `json` represents; empty if it is not one.
std::optional<BenchReport> bench_from_json(const Json& json);

}  // namespace evograd::host
