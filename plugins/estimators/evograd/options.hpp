#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

/// The preset defines the options whose value is "preset"; see settings.hpp.
struct EvoGradOptions {
  std::string preset = "standard";
  std::int64_t candidates = 2;
  double sigma = 1e-3;
  double temperature = 0.05;
  std::string noise = "rademacher";
  std::string sampling = "independent";
  std::string sides = "two";
  std::string weights = "softmax";
  std::string scale = "auto";
  std::vector<std::string> perturbed = {};
  std::string validation_point = "merged";
  std::string validation = "gradient";
  std::string layer_randomness = "preset";
  std::string context = "preset";
  std::string memory = "one-pass";

  static Schema<EvoGradOptions> schema();
};

}  // namespace estimators
