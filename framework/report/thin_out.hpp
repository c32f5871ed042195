#pragma once

#include <cstddef>
#include <vector>

#include "framework/report/curve.hpp"

namespace evograd::host {

/// `curve` with at most `most` points: for each of equally long intervals the smallest, the largest and one non-finite
/// value are kept, and so are the first and the last point. A curve that is short enough is returned unchanged.
Curve thin_out(const Curve& curve, std::size_t most);

/// At most `most` of the indices 0 … `count` − 1, evenly spaced, including first and last.
std::vector<std::size_t> evenly_apart(std::size_t count, std::size_t most);

}  // namespace evograd::host
