#pragma once

#include "evograd/analytic/quadratic.hpp"

namespace evograd::analytic {

/// Quadratic with a validation loss that sees λ itself: ℓ_V(θ, λ) = ½ |θ − t|² + ½ |λ|².
///
/// Every hypergradient is that of Quadratic plus ∂ℓ_V/∂λ = λ, which an estimator that returns only what reaches λ
/// through θ leaves out.
class EVOGRAD_API DirectQuadratic : public Quadratic {
 public:
  using Quadratic::Quadratic;

  TaskTraits traits() const override { return {.validation_sees_lambda = true}; }
  torch::Tensor validation_loss(const Batch& batch) override;
  torch::Tensor one_step_hypergradient(double learning_rate) override;
  torch::Tensor implicit_hypergradient() override;
};

}  // namespace evograd::analytic
