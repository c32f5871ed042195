#pragma once

#include <optional>
#include <vector>

namespace evograd::host {

/// Statistics of a sample.
struct Estimate {
  double mean = 0;
  double deviation = 0;  ///< standard deviation, n − 1; 0 for one value
  /// Half the width of the 95 % confidence interval of the mean by Student's t; empty for fewer than two values.
  std::optional<double> interval;
};

/// The statistics of at least one value.
Estimate estimate(const std::vector<double>& values);

double median(std::vector<double> values);

/// The values below which a quarter and three quarters of a sample lie, interpolated linearly; equal for one value.
struct Quartiles {
  double lower = 0;
  double upper = 0;
};

Quartiles quartiles(std::vector<double> values);

}  // namespace evograd::host
