#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace evograd {

struct EvoGradOptions {
  std::int64_t candidates = 2;
  double sigma = 1e-3;
  double temperature = 0.05;
  std::string noise = "rademacher";
  std::string sampling = "independent";
  std::vector<std::string> perturbed;
  std::string validation_point = "merged";
  std::string layer_randomness = "common";
  std::string memory = "one-pass";

  static Schema<EvoGradOptions> schema();
};

}  // namespace evograd
