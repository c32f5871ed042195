#pragma once

#include <cstddef>
#include <vector>

#include "framework/report/curve.hpp"

namespace evograd::host {

/// `curve` with at most `most` points: of each of equally long stretches the smallest, the largest and one that is not
/// finite are kept, and so are the first and the last point. A curve that is short enough is returned as it is.
Curve thin_out(const Curve& curve, std::size_t most);

/// At most `most` of the indices 0 … `count` − 1, evenly apart, first and last among them.
std::vector<std::size_t> evenly_apart(std::size_t count, std::size_t most);

}  // namespace evograd::host
