#pragma once

#include "evograd/analytic/analytic_task.hpp"

namespace evograd::analytic {

/// The paper's illustration: ℓ_T(x, λ) = (x − 1)² + λ x², ℓ_V(x) = (x − 1/2)², x and λ scalars.
///
/// The optimum of ℓ_T is x*(λ) = 1/(1 + λ), so the true hypergradient is (λ − 1)/(λ + 1)³.
/// Citation: O. Bohdal, Y. Yang, T. Hospedales, EvoGrad, NeurIPS 2021, section 4.1.
class EVOGRAD_API OneDimensional : public AnalyticTask {
 public:
  /// Starts at the given x and λ.
  OneDimensional(double x, double lambda);

  torch::Tensor training_loss(const Batch&) override;
  torch::Tensor validation_loss(const Batch&) override;
  torch::Tensor one_step_hypergradient(double learning_rate) override;

  /// (λ − 1)/(λ + 1)³.
  static double true_hypergradient(double lambda);

  /// EvoGrad's estimate with σ = 1, τ = 1/2, x ~ N(0, 1) and K → ∞: −8 (17/(5 + 4λ) − 2)/(5 + 4λ)². It differs from the
  /// true hypergradient: the finite σ biases the estimator.
  static double evograd_limit(double lambda);

 private:
  torch::Tensor x_;
  torch::Tensor lambda_;
};

}  // namespace evograd::analytic
