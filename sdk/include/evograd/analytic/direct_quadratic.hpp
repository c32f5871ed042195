#pragma once

#include "evograd/analytic/quadratic.hpp"

namespace evograd::analytic {

/// Quadratic with a validation loss that depends on λ directly: ℓ_V(θ, λ) = ½ |θ − t|² + ½ |λ|².
///
/// Every hypergradient is that of Quadratic plus ∂ℓ_V/∂λ = λ; an estimator that returns only the part that reaches λ
/// through θ misses this term.
class EVOGRAD_API DirectQuadratic : public Quadratic {
 public:
  using Quadratic::Quadratic;

  TaskTraits traits() const override { return {.validation_sees_lambda = true}; }
  torch::Tensor validation_loss(const Batch& batch) override;
  torch::Tensor one_step_hypergradient(double learning_rate) override;
  torch::Tensor implicit_hypergradient() override;
};

}  // namespace evograd::analytic
