#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace evograd {

/// Options whose value is "preset" are what the preset says; see settings.hpp.
struct EvoGradOptions {
  std::string preset = "standard";
  std::int64_t candidates = 2;
  double sigma = 1e-3;
  double temperature = 0.05;
  std::string noise = "rademacher";
  std::string sampling = "preset";
  double guidance = 1;
  double guided_step = 0.01;
  std::string weights = "preset";
  std::string scale = "preset";
  std::vector<std::string> perturbed = {};
  std::string validation_point = "preset";
  std::string layer_randomness = "preset";
  std::string context = "preset";
  std::string memory = "one-pass";
  std::string sides = "preset";
  std::string validation = "gradient";

  static Schema<EvoGradOptions> schema();
};

}  // namespace evograd
