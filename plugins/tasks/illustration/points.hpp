#pragma once

#include <cstdint>

#include "evograd/random.hpp"
#include "options.hpp"

namespace illustration {

using namespace evograd;

/// A point (x, λ).
struct Point {
  double x = 0;
  double lambda = 0;
};

/// The offset of a step of the study: zero for a trajectory; for the hypergradient x ~ N(0, 1) and λ number
/// ⌊step/trials⌋ of an even grid, which restarts after its last point. A function of (key, step).
class Points {
 public:
  Points(const IllustrationOptions& options, RandomKey key) : options_(options), key_(key) {}

  Point at(std::int64_t step) const;

 private:
  double grid_value(std::int64_t number) const;

  IllustrationOptions options_;
  RandomKey key_;
};

}  // namespace illustration
