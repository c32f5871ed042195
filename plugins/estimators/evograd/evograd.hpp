#pragma once

#include <memory>
#include <vector>

#include "evograd/estimator.hpp"
#include "evograd/perturbation.hpp"
#include "options.hpp"

namespace evograd {

/// EvoGrad: the hypergradient through a softmax over randomly perturbed copies, without second-order derivatives.
///
///     θ_k = θ + ε_k,  ℓ_k = ℓ_T(θ_k, λ),  w = softmax(−ℓ/τ),  θ* = Σ_k w_k θ_k
///     h = ∂ℓ_V/∂λ + Σ_k c_k ∂ℓ_k/∂λ,  c_k = −(1/τ) w_k (⟨g, ε_k⟩ − Σ_j w_j ⟨g, ε_j⟩),  g = ∇ℓ_V(θ*)
///
/// This is the derivative of ℓ_V(θ*) through w exactly; no graph through θ is needed. In expectation, for small σ, it
/// is T1–T2 with learning rate η_eff = σ²(1 − 1/K)/τ, seen through K − 1 random directions. Noise is regenerated from
/// its key whenever it is needed. Cost: K forward passes (2K two-pass), one validation gradient, one forward pass where
/// the task holds a context; one set of activations and two points alive at a time.
///
/// Citation: O. Bohdal, Y. Yang, T. Hospedales, EvoGrad: Efficient gradient-based meta-learning and hyperparameter
/// optimization, NeurIPS 2021.
class EvoGrad : public MetaGradientEstimator {
 public:
  using Options = EvoGradOptions;
  explicit EvoGrad(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;

 protected:
  /// ε_1 … ε_K of this step.
  virtual std::vector<std::unique_ptr<Direction>> directions(const BilevelProblem& problem) const;

 private:
  Options options_;
  ValidationPoint validation_point_;
};

}  // namespace evograd
