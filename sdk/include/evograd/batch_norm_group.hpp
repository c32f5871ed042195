#pragma once

#include "evograd/export.hpp"
#include "evograd/training_state.hpp"

namespace evograd {

/// While it lives, batch normalization in training mode uses the statistics of the parts of all processes that evaluate
/// a batch together, as if it saw the batch in one piece: y = γ (x − μ)/√(σ² + ε) + β with μ and σ² over the examples
/// of all of them.
///
/// It stands in for LibTorch's operator batch_norm(), so that every backbone runs unchanged; layers that call another
/// operator ask active(). Two sums [C] travel for each layer and pass, and two more in each backward pass, in the order
/// of ranks. Derivatives of any order and forward-mode tangents exist. Code that the processes do not run together (an
/// AloneScope, evaluations) is as ever.
class EVOGRAD_API BatchNormGroup {
 public:
  /// Does nothing if `state` has no group that shares examples. At most one such object at a time; `state` must outlive
  /// it.
  explicit BatchNormGroup(TrainingState& state);
  ~BatchNormGroup();
  BatchNormGroup(const BatchNormGroup&) = delete;
  BatchNormGroup& operator=(const BatchNormGroup&) = delete;

  /// Whether statistics are shared at present.
  static bool active();
};

}  // namespace evograd
