#pragma once

#include "evograd/bilevel_problem.hpp"
#include "evograd/validation_point.hpp"
#include "options.hpp"

namespace evograd {

enum class Sampling { independent, antithetic, guided };

/// EvoGradOptions with the preset's words filled in.
///
/// | preset   | sampling    | weights | scale      | validation point | layers | context    |
/// | standard | independent | softmax | raw        | merged           | common | held       |
/// | paper    | independent | softmax | raw        | merged           | fresh  | recomputed |
/// | improved | guided      | linear  | calibrated | auto             | common | held       |
///
/// An option that is set wins over its preset.
struct EvoGradSettings {
  /// Throws Error where options exclude each other.
  explicit EvoGradSettings(const EvoGradOptions& options);

  EvoGradOptions options;  ///< for the numbers
  Sampling sampling;
  bool linear;
  bool calibrated;
  ValidationPoint validation_point;
  LayerRandomness layer_randomness;
  bool held_context;
};

}  // namespace evograd
