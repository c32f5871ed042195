#pragma once

#include "evograd/bilevel_problem.hpp"
#include "evograd/validation_point.hpp"
#include "options.hpp"

namespace evograd {

enum class Sampling { independent, antithetic, guided };

/// Where the two guided candidates are: both beside the point of expansion, one at it, or one at it where it is free.
enum class GuidedSides { two, one, automatic };

/// EvoGradOptions with the preset's words filled in.
///
/// | preset   | sampling    | weights | scale      | validation point | layers | context    | sides |
/// | standard | independent | softmax | raw        | merged           | common | held       | two   |
/// | paper    | independent | softmax | raw        | merged           | fresh  | recomputed | two   |
/// | improved | guided      | linear  | calibrated | auto             | common | held       | auto  |
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
  GuidedSides sides;
  bool validation_by_difference;
};

}  // namespace evograd
