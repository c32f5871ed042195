#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "framework/bench/bench.hpp"

namespace evograd::host {

/// What run_bench() says of `entries`, kept in `file`: taken from there where it was made of the same manifests
/// in as many rounds.
BenchReport timed(const std::filesystem::path& file, const std::vector<BenchEntry>& entries, std::int64_t rounds,
                  const std::function<void(const std::string&)>& tell);

}  // namespace evograd::host
