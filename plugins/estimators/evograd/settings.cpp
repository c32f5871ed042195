#include "settings.hpp"

#include <fmt/core.h>

#include <string>

#include "evograd/error.hpp"

namespace estimators {

EvoGradSettings::EvoGradSettings(const EvoGradOptions& given) : options(given) {
  const bool paper = given.preset == "paper";
  const auto filled = [](const std::string& option, const char* preset) {
    return option == "preset" ? preset : option;
  };
  antithetic = given.sampling == "antithetic";
  one_sided = given.sides == "one";
  linear = given.weights == "linear";
  calibrated = linear || given.scale == "calibrated";
  validation_point = parse_validation_point(given.validation_point);
  layer_randomness = filled(given.layer_randomness, paper ? "fresh" : "common") == "fresh" ? LayerRandomness::fresh
                                                                                           : LayerRandomness::common;
  held_context = filled(given.context, paper ? "recomputed" : "held") == "held";
  validation_by_difference = given.validation == "difference";

  if (linear && given.scale == "raw") {
    throw Error("", "'scale' is \"raw\", but linear weights are always calibrated",
                "omit scale, or set weights = \"softmax\"");
  }
  const auto count = given.candidates;
  if (antithetic && count % 2 != 0) {
    throw Error("", fmt::format("'candidates' is {}, must be even: perturbations come in pairs +ε, −ε", count),
                fmt::format("set candidates = {}, or sampling = \"independent\"", count + 1));
  }
  if (antithetic && one_sided) {
    throw Error("", "'sides' is \"one\", but antithetic perturbations come in pairs +ε, −ε",
                "set sampling = \"independent\", or omit sides");
  }
  if (validation_by_difference && layer_randomness == LayerRandomness::fresh) {
    throw Error("",
                "'validation' is \"difference\", but with fresh random layers the validation losses differ by more "
                "than the effect of the perturbations",
                "set layer_randomness = \"common\", or validation = \"gradient\"");
  }
}

}  // namespace estimators
