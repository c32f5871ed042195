#pragma once

#include <memory>
#include <vector>

#include "evograd/estimator.hpp"
#include "evograd/perturbation.hpp"
#include "settings.hpp"

namespace evograd {

/// EvoGrad: the hypergradient through weights over perturbed copies, without second-order derivatives.
///
///     θ_k = θ + ε_k,  ℓ_k = ℓ_T(θ_k, λ),  w = softmax(−ℓ/τ),  θ* = Σ_k w_k θ_k
///     h = ∂ℓ_V/∂λ + Σ_k c_k ∂ℓ_k/∂λ,  c_k = −(1/τ) w_k (⟨g, ε_k⟩ − Σ_j w_j ⟨g, ε_j⟩),  g = ∇ℓ_V(θ*)
///
/// This is the derivative of ℓ_V(θ*) through w exactly; no graph through θ is needed. In expectation, for small σ, it
/// is T1–T2 with learning rate η_eff = σ²(1 − 1/K)/τ (σ²/τ in antithetic pairs), seen through K − 1 (K/2) random
/// directions. Calibrated, it is multiplied by η/η_eff. Linear weights are the limit τ → ∞ of the calibrated estimate:
/// c_k = −η (⟨g, ε_k⟩ − mean)/(σ²(K − 1)).
///
/// Guided: ε = ±s(√α v/|v| + √((1 − α)/P) n) with v = g taken first. With α = 1 and linear weights this is the central
/// difference along v (DARTS), exact to O(s²) with one pair; α < 1 mixes in random directions n.
///
/// One-sided, the guided pair is θ and θ + s v/|v|: exact to O(s), and one pass cheaper where the base update has left
/// the network's terms at θ. With validation losses instead of a gradient ⟨g, ε_k⟩ is ℓ_V at the candidates themselves
/// (K forward passes, no graph): for K = 2 a central difference of ℓ_V about θ*, for more K with an error |ε|²∇²ℓ_V/2.
///
/// Noise is regenerated from its key whenever it is needed. Cost: K forward passes (2K two-pass), one validation
/// gradient, one forward pass where a context is held; one set of activations and two points (three guided) alive at a
/// time.
///
/// Citation: O. Bohdal, Y. Yang, T. Hospedales, EvoGrad: Efficient gradient-based meta-learning and hyperparameter
/// optimization, NeurIPS 2021; for the mix, N. Maheswaranathan et al., Guided evolutionary strategies, ICML 2019.
class EvoGrad : public MetaGradientEstimator {
 public:
  using Options = EvoGradOptions;
  explicit EvoGrad(const Options& options) : settings_(options) {}

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override { return {.validation_point = settings_.validation_point}; }

 protected:
  using Directions = std::vector<std::unique_ptr<Direction>>;

  /// ε_1 … ε_K of this step, where they are random.
  virtual Directions directions(const BilevelProblem& problem) const;

 private:
  Directions guided_directions(const BilevelProblem& problem, const torch::Tensor& v, bool one_sided) const;
  bool one_sided(const BilevelProblem& problem) const;
  std::vector<double> validation_losses(BilevelProblem& problem, const Directions& direction,
                                        const std::vector<double>& weight, const torch::Tensor& around,
                                        const torch::Tensor& validation_point) const;
  double variance(const BilevelProblem& problem, bool one_sided) const;

  EvoGradSettings settings_;
};

}  // namespace evograd
