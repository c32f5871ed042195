#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// An estimate of dℓ_V/dλ.
struct MetaGradient {
  /// [H], in the layout of BilevelProblem::meta_layout(); detached.
  torch::Tensor value;

  /// A few numbers for the log, e.g. the spread of the candidates' losses.
  std::vector<std::pair<std::string, double>> log;

  /// ∂ℓ_V/∂λ [H], which is a part of `value`; undefined where the validation loss does not see λ. Set by
  /// BilevelProblem::hypergradient().
  torch::Tensor direct{};

  /// What brings the rest of `value`, in expectation, to the scale of the one-step hypergradient; 1 where it has it
  /// already. Only comparisons use it.
  double calibration = 1;

  /// direct + calibration (value − direct).
  EVOGRAD_API torch::Tensor calibrated() const;

  /// For estimates that see the one-step hypergradient through K' random directions of parameter space: K'. From it
  /// follows which cosine to expect. 0 for all others.
  double random_directions = 0;

  /// Where EstimatorNeeds::base_gradient: the gradient [P] that the base update of this step takes in place of ∇_θ ℓ_T,
  /// and the training loss to log beside it.
  torch::Tensor base_gradient{};
  double base_loss = 0;
};

}  // namespace evograd
