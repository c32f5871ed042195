#pragma once

#include <cstddef>
#include <vector>

namespace evograd::host {

/// Numbers by step, steps ascending. A value that was not finite is NaN.
struct Curve {
  std::vector<double> steps;
  std::vector<double> values;

  std::size_t size() const { return steps.size(); }
  void add(double step, double value) {
    steps.push_back(step);
    values.push_back(value);
  }
};

}  // namespace evograd::host
