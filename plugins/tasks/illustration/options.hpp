#pragma once

#include <cstdint>
#include <string>

#include "evograd/options.hpp"

namespace illustration {

using namespace evograd;

/// The options of the manifest's [task]; `evograd describe illustration` shows their descriptions.
struct IllustrationOptions {
  std::string study = "trajectory";

  double x = -1.8;
  double lambda = 0.2;

  std::int64_t lambda_points = 100;
  double lambda_low = 0.1;
  double lambda_high = 2;
  std::int64_t trials = 100;

  static Schema<IllustrationOptions> schema();
};

}  // namespace illustration
