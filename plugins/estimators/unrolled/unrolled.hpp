#pragma once

#include <cstdint>
#include <string>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct UnrolledOptions {
  std::int64_t steps = 3;
  std::int64_t truncate = 0;
  std::string inner_rule = "sgd";

  static Schema<UnrolledOptions> schema();
};

/// The exact hypergradient of N inner steps: dℓ_V(θ_N(λ))/dλ by the discrete adjoint over the stored points.
///
///     there:  d_i = ∇_θ ℓ_T(θ_i, λ) + ωθ_i,  b_{i+1} = μ b_i + d_i,  θ_{i+1} = θ_i − η b_{i+1}
///     back:   a_N = ∇ℓ_V(θ_N),  c_N = 0;  w = c_{i+1} − η a_{i+1},  c_i = μ w,  a_i = a_{i+1} + ωw + ∇²_θ ℓ_T(θ_i) w
///     h = ∂ℓ_V/∂λ + Σ_i ∂/∂λ ⟨∇_θ ℓ_T(θ_i, λ), w⟩
///
/// Inner step i uses training batch i; the first starts from the point at which the base update of this step started.
/// Plain descent has ω = μ = 0; Nesterov's form subtracts η (d_i + μ b_{i+1}). No graph spans two steps: one double
/// backward pass per step gives both products. The task's context is computed at the start, for every step's batch, and
/// held for all of them.
///
/// Cost: 3F per step, 3F for ∇ℓ_V, 7F per step of the backward sweep, only a mixed product for the earliest one (3F if
/// λ acts after the network); 1F per step except the first if the task holds a context. Memory: N points and one double
/// backward pass. Throws Error if `inner_rule` is "base" and the base optimizer is adaptive.
///
/// Citation: L. Franceschi, M. Donini, P. Frasconi, M. Pontil, Forward and reverse gradient-based hyperparameter
/// optimization, ICML 2017; truncation: A. Shaban, C.-A. Cheng, N. Hatch, B. Boots, Truncated back-propagation for
/// bilevel optimization, AISTATS 2019.
class Unrolled : public MetaGradientEstimator {
 public:
  using Options = UnrolledOptions;
  explicit Unrolled(const Options& options) : options_(options) {}

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;
  Estimand estimand() const override { return Estimand::unrolled; }

 private:
  BaseRule rule(const BilevelProblem& problem) const;
  /// The earliest inner step that the adjoint reaches.
  std::int64_t earliest() const;

  Options options_;
};

}  // namespace estimators
