#include "settings.hpp"

#include <string>

#include "evograd/error.hpp"

namespace evograd {
namespace {

/// What `option` says, or what the preset does: `improved` for "improved", else `otherwise`.
std::string word(const EvoGradOptions& options, const std::string& option, const char* improved,
                 const char* otherwise) {
  if (option != "preset") return option;
  return options.preset == "improved" ? improved : otherwise;
}

Sampling parse_sampling(const std::string& word) {
  if (word == "guided") return Sampling::guided;
  return word == "antithetic" ? Sampling::antithetic : Sampling::independent;
}

GuidedSides parse_sides(const std::string& word) {
  if (word == "auto") return GuidedSides::automatic;
  return word == "one" ? GuidedSides::one : GuidedSides::two;
}

}  // namespace

EvoGradSettings::EvoGradSettings(const EvoGradOptions& given) : options(given) {
  const bool paper = given.preset == "paper";
  sampling = parse_sampling(word(given, given.sampling, "guided", "independent"));
  linear = word(given, given.weights, "linear", "softmax") == "linear";
  calibrated = linear || word(given, given.scale, "calibrated", "raw") == "calibrated";
  validation_point = parse_validation_point(
      word(given, given.validation_point, "auto", sampling == Sampling::guided ? "auto" : "merged"));
  const auto randomness = word(given, given.layer_randomness, "common", paper ? "fresh" : "common");
  layer_randomness = randomness == "fresh" ? LayerRandomness::fresh : LayerRandomness::common;
  held_context = word(given, given.context, "held", paper ? "recomputed" : "held") == "held";
  const bool one_guided_pair = sampling == Sampling::guided && given.guidance == 1;
  sides = one_guided_pair ? parse_sides(word(given, given.sides, "auto", "two")) : GuidedSides::two;
  validation_by_difference = given.validation == "difference";

  if (linear && given.scale == "raw") {
    throw Error("", "'scale' is \"raw\", but linear weights have no other scale than the calibrated one",
                "leave scale out, or set weights = \"softmax\"");
  }
  const auto count = given.candidates;
  if (sampling != Sampling::independent && count % 2 != 0) {
    throw Error("", "'candidates' is " + std::to_string(count) + ", must be even: perturbations come in pairs +ε, −ε",
                "set candidates = " + std::to_string(count + 1) + ", or sampling = \"independent\"");
  }
  if (sampling == Sampling::guided && given.guidance == 1 && count > 2) {
    throw Error("", "'candidates' is " + std::to_string(count) + ", but with guidance = 1 all pairs are the same",
                "set candidates = 2, or guidance below 1");
  }
  if (given.sides == "one" && !one_guided_pair) {
    throw Error("", "'sides' is \"one\", but only a perturbation along v alone has a side to leave out",
                "set sampling = \"guided\" and guidance = 1, or leave sides out");
  }
  if (validation_by_difference && sampling == Sampling::guided) {
    throw Error("", "'validation' is \"difference\", but guided sampling follows the validation gradient",
                "set validation = \"gradient\"");
  }
  if (validation_by_difference && layer_randomness == LayerRandomness::fresh) {
    throw Error("",
                "'validation' is \"difference\", but with fresh random layers validation losses differ by more than "
                "the perturbations",
                "set layer_randomness = \"common\", or validation = \"gradient\"");
  }
  if (sampling == Sampling::guided && validation_point == ValidationPoint::merged) {
    throw Error("", "guided sampling needs v before the candidates, whose merged point is not known yet",
                "set validation_point = \"auto\"");
  }
}

}  // namespace evograd
