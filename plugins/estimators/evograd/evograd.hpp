#pragma once

#include <memory>
#include <vector>

#include "evograd/estimator.hpp"
#include "evograd/perturbation.hpp"
#include "settings.hpp"

namespace estimators {

using namespace evograd;

/// EvoGrad: the hypergradient through weights over perturbed copies, without second-order derivatives.
///
///     θ_k = θ + ε_k,  ℓ_k = ℓ_T(θ_k, λ),  w = softmax(−ℓ/τ),  θ* = Σ_k w_k θ_k
///     h = ∂ℓ_V/∂λ + Σ_k c_k ∂ℓ_k/∂λ,  c_k = −(1/τ) w_k (⟨g, ε_k⟩ − Σ_j w_j ⟨g, ε_j⟩),  g = ∇ℓ_V(θ*)
///
/// This is exactly the derivative of ℓ_V(θ*) through w; no graph through θ is needed. In expectation, for small σ, it
/// is T1–T2 with learning rate η_eff = σ²(1 − 1/K)/τ (σ²/τ for antithetic pairs), projected on K − 1 (K/2) random
/// directions. The calibrated estimate is multiplied by η/η_eff. Linear weights are the limit τ → ∞ of the calibrated
/// estimate: c_k = −η (⟨g, ε_k⟩ − mean)/(σ²(K − 1)). With the perturbation along g instead of a random direction it
/// becomes the central difference, a separate estimator.
///
/// One-sided, ε_1 = 0: the first candidate is θ itself, one pass cheaper if the base update has already computed the
/// network's terms there; η_eff = σ²(1 − 1/K)²/τ. With validation = "difference", ⟨g, ε_k⟩ comes from ℓ_V at the
/// candidates (K forward passes, no graph): for K = 2 a central difference of ℓ_V about θ*, for larger K with an error
/// |ε|²∇²ℓ_V/2.
///
/// Noise is regenerated from its key whenever it is needed. Cost: K forward passes (2K with memory = "two-pass"), one
/// validation gradient, one forward pass if a context is held. Memory: one set of activations and two points at a time.
///
/// Citation: O. Bohdal, Y. Yang, T. Hospedales, EvoGrad: Efficient gradient-based meta-learning and hyperparameter
/// optimization, NeurIPS 2021.
class EvoGrad : public MetaGradientEstimator {
 public:
  using Options = EvoGradOptions;
  /// Null means no perturbation.
  using Perturbations = std::vector<std::unique_ptr<Direction>>;

  explicit EvoGrad(const Options& options) : settings_(options) {}

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override { return {.validation_point = settings_.validation_point}; }

 protected:
  /// ε_1 … ε_K of this step.
  virtual Perturbations draw_perturbations(const BilevelProblem& problem) const;

 private:
  std::vector<double> validation_losses(BilevelProblem& problem, const Perturbations& perturbations,
                                        const std::vector<double>& weights,
                                        const BilevelProblem::Expansion& expansion) const;
  double effective_rate() const;

  EvoGradSettings settings_;
};

}  // namespace estimators
