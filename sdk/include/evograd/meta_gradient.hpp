#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

#include "evograd/deferred_number.hpp"
#include "evograd/export.hpp"

namespace evograd {

/// An estimate of dℓ_V/dλ.
struct MetaGradient {
  /// [H], in the layout of BilevelProblem::meta_layout(); detached.
  torch::Tensor value;

  /// Additional numbers for the log, e.g. the spread of the candidates' losses.
  std::vector<std::pair<std::string, DeferredNumber>> log;

  /// ∂ℓ_V/∂λ [H], which is a part of `value`; undefined if the validation loss does not depend on λ directly. Set by
  /// BilevelProblem::hypergradient().
  torch::Tensor direct{};

  /// The factor that brings the rest of `value`, in expectation, to the scale of the one-step hypergradient; 1 if it
  /// already has that scale. Used only in comparisons.
  double calibration = 1;

  /// direct + calibration (value − direct).
  EVOGRAD_API torch::Tensor calibrated() const;

  /// For estimates that see the one-step hypergradient through K' random directions of parameter space: K', which
  /// determines the expected cosine. 0 for all others.
  double random_directions = 0;

  /// With EstimatorNeeds::base_gradient: the gradient [P] that the base update of this step uses in place of ∇_θ ℓ_T.
  torch::Tensor base_gradient{};

  /// With EstimatorNeeds::base_gradient: the training loss to log for the base update.
  DeferredNumber base_loss = 0;
};

}  // namespace evograd
