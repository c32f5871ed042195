#pragma once

#include <cstdint>
#include <string>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct NystromOptions {
  std::string validation_point = "current";
  std::int64_t rank = 10;
  double damping = 0.01;
  std::int64_t refresh = 1;

  static Schema<NystromOptions> schema();
};

/// The implicit hypergradient of a converged inner problem, with the Hessian approximated by a Nyström sketch that is
/// inverted directly.
///
///     C = HΩ,  W = ΩᵀHΩ,  Ω [P, k] Gaussian,  H ≈ H_k = C W⁺ Cᵀ = B Bᵀ
///     q = (H_k + ρI)⁻¹ v = (v − B (ρI + BᵀB)⁻¹ Bᵀ v) / ρ,  h = ∂ℓ_V/∂λ − ∂/∂λ ⟨∇_θ ℓ_T, q⟩,  v = ∇ℓ_V, H = ∇²_θ ℓ_T
///
/// The paper uses columns of H; this estimator uses products with random vectors. Exact for a positive semidefinite H
/// of rank k or less; directions outside the sketch are scaled by 1/ρ. Negative eigenvalues of W, the sign of an
/// indefinite H, are omitted from W⁺ and counted in the log as `negative_curvature`; `rank` is the number of the
/// remaining ones. The algebra of k × k matrices uses double precision.
///
/// The sketch is state: k vectors [P], kept between meta updates and in checkpoints. `sketch_age` in the log is the
/// number of previous meta updates that used it.
///
/// Cost: that of the expansion, 3F for v, 7kF per sketch, one mixed product. Memory: one double backward pass and k + 3
/// vectors.
///
/// Citation: R. Hataya, M. Yamada, Nyström method for accurate and scalable implicit differentiation, AISTATS 2023.
class Nystrom : public MetaGradientEstimator {
 public:
  using Options = NystromOptions;
  explicit Nystrom(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;
  Estimand estimand() const override { return Estimand::implicit; }

 private:
  /// Fills the state: "products", Cᵀ [k, P]; "core", S [k, k], so that (H_k + ρI)⁻¹ = (I − C S Cᵀ)/ρ; "facts", the rank
  /// of W⁺, the number of negative eigenvalues of W, and the number of meta updates that have used the sketch.
  void sketch(BilevelProblem& problem, const torch::Tensor& around) const;

  Options options_;
  ValidationPoint validation_point_;
};

}  // namespace estimators
