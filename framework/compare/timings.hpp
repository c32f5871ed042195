#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/bench/bench.hpp"

namespace evograd::host {

/// The result of run_bench() for `entries`, cached in `file`: read from there if it was made from the same manifests
/// with the same number of rounds.
BenchReport timed(const std::filesystem::path& file, const std::vector<BenchEntry>& entries, std::int64_t rounds);

}  // namespace evograd::host
