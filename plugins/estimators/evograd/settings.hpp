#pragma once

#include "evograd/bilevel_problem.hpp"
#include "evograd/validation_point.hpp"
#include "options.hpp"

namespace estimators {

using namespace evograd;

/// EvoGradOptions as values, with the preset's words filled in.
///
/// | preset   | layers | context    |
/// | standard | common | held       |
/// | paper    | fresh  | recomputed |
///
/// An option that is set wins over its preset.
struct EvoGradSettings {
  /// Throws Error where options exclude each other.
  explicit EvoGradSettings(const EvoGradOptions& options);

  EvoGradOptions options;  ///< for the numbers
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
