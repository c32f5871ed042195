#pragma once

#include "evograd/bilevel_problem.hpp"
#include "evograd/validation_point.hpp"
#include "options.hpp"

namespace estimators {

using namespace evograd;

/// The settings that EvoGradOptions define, with the preset applied.
///
/// | preset   | layers | context    |
/// | standard | common | held       |
/// | paper    | fresh  | recomputed |
///
/// An option that is set overrides the preset.
struct EvoGradSettings {
  /// Throws Error if options contradict each other.
  explicit EvoGradSettings(const EvoGradOptions& options);

  EvoGradOptions options;  ///< for the numeric options
  bool antithetic;
  bool one_sided;
  bool linear;
  bool calibrated;
  ValidationPoint validation_point;
  LayerRandomness layer_randomness;
  bool held_context;
  bool validation_by_difference;
};

}  // namespace estimators
