#include "networks/max_pool_kernel.hpp"

#include <ATen/Parallel.h>

#include <algorithm>

namespace networks {

namespace {

/// Outputs that one loop computes in parallel: the channels of a pixel (NHWC) or the pixels of a row (NCHW).
struct Lanes {
  std::int64_t count;
  std::int64_t step;      // between the lanes' first numbers in memory
  std::int64_t position;  // between the lanes' positions in the map
};

template <class Scalar>
bool beats(Scalar value, Scalar best) {
  return value > best || value != value;
}

/// Compares one number of each lane's window with the maximum so far.
template <class Scalar, bool kPositions>
void take(const Lanes& lanes, const Scalar* values, std::int32_t place, Scalar* best, std::int32_t* position) {
  for (std::int64_t i = 0; i < lanes.count; ++i) {
    const auto value = values[i * lanes.step];
    const bool better = beats(value, best[i]);
    best[i] = better ? value : best[i];
    if constexpr (kPositions) {
      const auto here = static_cast<std::int32_t>(place + i * lanes.position);
      position[i] = better ? here : position[i];
    }
  }
}

/// A part of the maps that one loop over windows processes.
template <class Scalar>
struct Part {
  const Scalar* values;
  std::int64_t row;     // between rows in memory
  std::int64_t column;  // between columns
};

/// The lanes whose windows begin at (`top`, `left`), clipped to the map.
template <class Scalar, bool kPositions>
void pool_lanes(const Pooling& pooling, const Lanes& lanes, const Part<Scalar>& part, std::int64_t top,
                std::int64_t left, Scalar* best, std::int32_t* position) {
  const auto last_row = std::min(top + pooling.window, pooling.height);
  // Lanes along a row are completely inside the map; the window of a single pixel may extend beyond it.
  const auto last_column =
      pooling.channels_last ? std::min(left + pooling.window, pooling.width) : left + pooling.window;
  const auto first_row = std::max<std::int64_t>(top, 0);
  const auto first_column = std::max<std::int64_t>(left, 0);
  const auto values_at = [&](std::int64_t row, std::int64_t column) {
    return part.values + row * part.row + column * part.column;
  };
  const auto place_of = [&](std::int64_t row, std::int64_t column) {
    return static_cast<std::int32_t>(row * pooling.width + column);
  };
  for (std::int64_t i = 0; i < lanes.count; ++i) {
    best[i] = values_at(first_row, first_column)[i * lanes.step];
    if constexpr (kPositions) {
      position[i] = static_cast<std::int32_t>(place_of(first_row, first_column) + i * lanes.position);
    }
  }
  for (auto row = first_row; row < last_row; ++row) {
    for (auto column = first_column; column < last_column; ++column) {
      if (row == first_row && column == first_column) continue;
      take<Scalar, kPositions>(lanes, values_at(row, column), place_of(row, column), best, position);
    }
  }
}

template <class Scalar, bool kPositions>
void pool_all(const Pooling& pooling, const Scalar* maps, Scalar* pooled, std::int32_t* position) {
  const auto rows = pooling.pooled_height();
  const auto columns = pooling.pooled_width();
  const auto planes = pooling.channels_last ? pooling.images : pooling.images * pooling.channels;
  const auto depth = pooling.channels_last ? pooling.channels : 1;
  const auto positions_from = [&](std::int64_t offset) { return kPositions ? position + offset : nullptr; };
  at::parallel_for(0, planes * rows, 1, [&](std::int64_t first, std::int64_t last) {
    for (auto i = first; i < last; ++i) {
      const auto plane = i / rows;
      const auto top = i % rows * pooling.stride - pooling.padding;
      const auto out = i * columns * depth;
      const Part<Scalar> part{maps + plane * pooling.height * pooling.width * depth, pooling.width * depth, depth};
      if (!pooling.channels_last) {
        pool_lanes<Scalar, kPositions>(pooling, {columns, pooling.stride, pooling.stride}, part, top, 0, pooled + out,
                                       positions_from(out));
        continue;
      }
      for (std::int64_t column = 0; column < columns; ++column) {
        const auto here = out + column * depth;
        pool_lanes<Scalar, kPositions>(pooling, {depth, 1, 0}, part, top, column * pooling.stride - pooling.padding,
                                       pooled + here, positions_from(here));
      }
    }
  });
}

}  // namespace

template <class Scalar>
void max_pool(const Pooling& pooling, const Scalar* maps, Scalar* pooled, std::int32_t* position) {
  if (position == nullptr) return pool_all<Scalar, false>(pooling, maps, pooled, nullptr);
  pool_all<Scalar, true>(pooling, maps, pooled, position);
}

template <class Scalar>
void add_at_positions(const Pooling& pooling, const Scalar* pooled, const std::int32_t* position, Scalar* maps) {
  const auto depth = pooling.channels_last ? pooling.channels : 1;
  const auto planes = pooling.images * pooling.channels / depth;
  const auto from = pooling.pooled_height() * pooling.pooled_width();
  const auto to = pooling.height * pooling.width;
  at::parallel_for(0, planes, 1, [&](std::int64_t first, std::int64_t last) {
    for (auto i = first * from; i < last * from; ++i) {
      auto* map = maps + i / from * to * depth;
      for (std::int64_t lane = 0; lane < depth; ++lane) {
        map[position[i * depth + lane] * depth + lane] += pooled[i * depth + lane];
      }
    }
  });
}

template void max_pool(const Pooling&, const float*, float*, std::int32_t*);
template void max_pool(const Pooling&, const double*, double*, std::int32_t*);
template void add_at_positions(const Pooling&, const float*, const std::int32_t*, float*);
template void add_at_positions(const Pooling&, const double*, const std::int32_t*, double*);

}  // namespace networks
