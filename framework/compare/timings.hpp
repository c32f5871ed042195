#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/bench/bench.hpp"

namespace evograd::host {

/// The result of run_bench() for `entries` that timed() has kept in `file`; nothing if it was made from other manifests
/// or with another number of rounds.
std::optional<BenchReport> kept_timings(const std::filesystem::path& file, const std::vector<BenchEntry>& entries,
                                        std::int64_t rounds);

/// The same; measured now if there is none. Empty for no rounds.
BenchReport timed(const std::filesystem::path& file, const std::vector<BenchEntry>& entries, std::int64_t rounds);

}  // namespace evograd::host
