#pragma once

// Sums over long vectors whose bits do not depend on the number of threads: the work is split at fixed positions.

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

namespace evograd {

constexpr std::int64_t kChunk = 1 << 15;
constexpr std::int64_t kLanes = 8;  // independent sums: a single one would wait for each addition

using LaneSums = std::array<double, kLanes>;

/// Adds a[i] · b[i] to the sums.
template <class Scalar>
void add_products(const Scalar* a, const Scalar* b, std::int64_t count, LaneSums& sums) {
  const auto product = [&](std::int64_t i) { return static_cast<double>(a[i]) * static_cast<double>(b[i]); };
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) sums[lane] += product(i + lane);
  }
  for (std::int64_t lane = 0; i < count; ++i, ++lane) sums[lane] += product(i);
}

/// The sum over [0, size) of the contributions that add(begin, end, sums) makes for each chunk.
template <class Add>
double chunked_sum(std::int64_t size, Add&& add) {
  std::vector<double> partial(static_cast<std::size_t>((size + kChunk - 1) / kChunk));
  at::parallel_for(0, static_cast<std::int64_t>(partial.size()), 1, [&](std::int64_t first, std::int64_t last) {
    for (auto chunk = first; chunk < last; ++chunk) {
      LaneSums sums{};
      add(chunk * kChunk, std::min((chunk + 1) * kChunk, size), sums);
      partial[static_cast<std::size_t>(chunk)] = std::accumulate(sums.begin(), sums.end(), 0.0);
    }
  });
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

}  // namespace evograd
