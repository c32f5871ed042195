#pragma once

#include <string>

#include "evograd/training_state.hpp"

namespace evograd::host {

/// Where the first value that is not finite arises in `step` at the current parameters, in the order in which a step
/// computes: parameters, batches, the losses, their gradients, the second derivative; with the parameter, and the
/// operator whose derivative it is. Empty if everything is finite there, so that it arose in the estimator's own
/// arithmetic or at another point. Costs several passes; writes nothing.
struct NonFinite {
  std::string where;  ///< "the second derivative of the training loss, in NormBackward"; empty for nowhere
  std::string help;   ///< the remedy
  bool data = false;  ///< a batch has it already
};
NonFinite first_non_finite(TrainingState& state, const BilevelStep& step);

}  // namespace evograd::host
