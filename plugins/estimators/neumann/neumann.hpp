#pragma once

#include <cstdint>
#include <string>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct NeumannOptions {
  std::string validation_point = "current";
  std::int64_t terms = 5;
  double rate = 0;
  double damping = 0;

  static Schema<NeumannOptions> schema();
};

/// The implicit hypergradient of a converged inner problem, with the inverse Hessian by a truncated Neumann series.
///
///     q = α Σ_{j = 0..J} (I − α(H + ρI))^j v ≈ (H + ρI)⁻¹ v,  h = ∂ℓ_V/∂λ − ∂/∂λ ⟨∇_θ ℓ_T, q⟩,  v = ∇ℓ_V, H = ∇²_θ ℓ_T
///
/// It is the limit of unrolled gradient descent around a stationary point; J = 0 is T1–T2 with learning rate α. The
/// series converges if all curvatures of H + ρI are in (0, 2/α). If a term is longer than v, some curvature is outside
/// this range, and the sum ends before that term.
///
/// Logs `terms`, the number of Hessian products whose terms are in the sum; `diverged` (0 or 1); `negative_curvature`,
/// whether a term encountered it (0 or 1); `residual`, |v − (H + ρI) q|/|v| of the sum without its last term or, if it
/// diverged, of the sum. Cost: that of the expansion, 3F for v, 7F per term, one mixed product. Memory: one double
/// backward pass and three vectors.
///
/// Citation: J. Lorraine, P. Vicol, D. Duvenaud, Optimizing millions of hyperparameters by implicit differentiation,
/// AISTATS 2020.
class Neumann : public MetaGradientEstimator {
 public:
  using Options = NeumannOptions;
  explicit Neumann(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;
  Estimand estimand() const override { return Estimand::implicit; }

 private:
  Options options_;
  ValidationPoint validation_point_;
};

}  // namespace estimators
