#pragma once

#include <torch/types.h>

#include "evograd/batch.hpp"
#include "evograd/export.hpp"

namespace evograd {

/// A task derives from this as well if λ acts after the network: ℓ_T = F(terms(θ), λ), e.g. a weight for each example's
/// loss. Its training_loss() is one line, `return evaluate_training_loss(batch).loss;`.
///
/// Candidates are then plain inference, and the exact hypergradient needs no double backward pass through the network.
/// The terms and the held context are computed once if several evaluations of a step use them.
class EVOGRAD_API AfterNetwork {
 public:
  virtual ~AfterNetwork();

  /// The terms of the training loss as the network produces them, e.g. one cross-entropy per example [B]. Gradient
  /// reaches θ; λ must not be used.
  virtual torch::Tensor network_terms(const Batch& batch) = 0;

  /// ℓ_T, a scalar, from the `terms`. Gradient reaches λ and the terms. `held` is what held_context() returned for this
  /// step, or undefined if the task holds no context or the estimator does not want it held; the task then computes it
  /// from `terms`, without gradient. This function must not read θ, because the network may already be at another point
  /// when it runs.
  virtual torch::Tensor reduce(const torch::Tensor& terms, const Batch& batch, const torch::Tensor& held) = 0;

  /// Whether held_context() is used. It costs at most one forward pass per step.
  virtual bool holds_context() const { return false; }

  /// The context, by default undefined: computed once per step from the (detached) `terms` at the point of expansion
  /// and held fixed for every evaluation of the step. Detached.
  virtual torch::Tensor held_context(const torch::Tensor& terms, const Batch& batch);

  /// The loss and the detached terms it was reduced from.
  struct Evaluation {
    torch::Tensor loss;   ///< ℓ_T, a scalar; gradient reaches θ and λ
    torch::Tensor terms;  ///< of network_terms(), without gradient
  };
  /// ℓ_T at the current θ, with the context computed there.
  Evaluation evaluate_training_loss(const Batch& batch);
};

}  // namespace evograd
