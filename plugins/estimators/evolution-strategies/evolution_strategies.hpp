#pragma once

#include <cstdint>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct EvolutionStrategiesOptions {
  std::int64_t pairs = 8;
  double sigma = 0.01;
  std::int64_t steps = 1;

  static Schema<EvolutionStrategiesOptions> schema();
};

/// The hypergradient of unrolled gradient descent by finite differences along random directions of λ, without a graph
/// to λ.
///
///     J(λ) = ℓ_V(θ_N(λ), λ),  θ_{i+1} = θ_i − η∇_θ ℓ_T(θ_i, λ)
///     h = 1/m Σ_p (J(λ + σn_p) − J(λ − σn_p))/2σ · n_p,  n_p ~ N(0, I_H)
///
/// Its expectation is the gradient of J smoothed over σ; the variance grows with H/m. Inner step i uses training batch
/// i; the first starts from the point at which the base update of this step started. All evaluations share the random
/// layers' draws, and the directions are regenerated from their keys. The loss may depend on λ in any way,
/// differentiable or not. The task's context is computed at the start and held in all evaluations.
///
/// Cost: 2m(3N + 1)F, first order; 1F more per training batch if the task holds a context. Memory: that of a plain
/// step.
///
/// Citation: T. Salimans, J. Ho, X. Chen, S. Sidor, I. Sutskever, Evolution strategies as a scalable alternative to
/// reinforcement learning, 2017; through unrolled steps: L. Metz, N. Maheswaranathan, J. Nixon, C. D. Freeman,
/// J. Sohl-Dickstein, Understanding and correcting pathologies in the training of learned optimizers, ICML 2019;
/// P. Vicol, L. Metz, J. Sohl-Dickstein, Unbiased gradient estimation in unrolled computation graphs with persistent
/// evolution strategies, ICML 2021.
class EvolutionStrategies : public MetaGradientEstimator {
 public:
  using Options = EvolutionStrategiesOptions;
  explicit EvolutionStrategies(const Options& options) : options_(options) {}

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;
  Estimand estimand() const override { return Estimand::unrolled; }

 private:
  /// J(lambda), with the inner steps starting at `start`.
  double objective(BilevelProblem& problem, const torch::Tensor& start, const torch::Tensor& lambda) const;

  Options options_;
};

}  // namespace estimators
