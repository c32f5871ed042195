#pragma once

#include <cstdint>
#include <string>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct ConjugateGradientOptions {
  std::string validation_point = "current";
  std::int64_t iterations = 10;
  double tolerance = 1e-5;
  double damping = 1;

  static Schema<ConjugateGradientOptions> schema();
};

/// The implicit hypergradient of a converged inner problem, with the linear system solved by conjugate gradients.
///
///     A = H + ρI,  A q = v,  h = ∂ℓ_V/∂λ − ∂/∂λ ⟨∇_θ ℓ_T, q⟩,  v = ∇ℓ_V, H = ∇²_θ ℓ_T
///     from q = 0, p = r = v:  a = rᵀr / pᵀAp,  q += a p,  r' = r − a A p,  p ← r' + (r'ᵀr' / rᵀr) p
///
/// The method needs a positive definite A, which the Hessian of a network on a small batch seldom is. At the first pᵀAp
/// ≤ 0 it stops with the current q or, in the first iteration, with q = ηv, the hypergradient T1–T2. To avoid this, the
/// damping must exceed the magnitude of the most negative curvature; monitor `breakdown`.
///
/// Logs `iterations`; `residual`, |r|/|v| from the recurrence; `breakdown`, whether it stopped because a curvature was
/// not positive (0 or 1); `negative_curvature`, whether pᵀAp was below zero (0 or 1). Cost: that of the expansion, 3F
/// for v, 7F per iteration, one mixed product. Memory: one double backward pass and five vectors.
///
/// Citation: F. Pedregosa, Hyperparameter optimization with approximate gradient, ICML 2016; A. Rajeswaran, C. Finn,
/// S. Kakade, S. Levine, Meta-learning with implicit gradients, NeurIPS 2019.
class ConjugateGradient : public MetaGradientEstimator {
 public:
  using Options = ConjugateGradientOptions;
  explicit ConjugateGradient(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;
  Estimand estimand() const override { return Estimand::implicit; }

 private:
  Options options_;
  ValidationPoint validation_point_;
};

}  // namespace estimators
