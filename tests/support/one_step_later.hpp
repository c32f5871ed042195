#pragma once

#include <functional>

#include "evograd/bilevel_problem.hpp"

namespace evograd::test {

/// d/dt at 0 of ℓ_V(θ − η ∇ℓ_T(θ, λ + t · direction)) by a central difference of width `step`: what the exact one-step
/// hypergradient is along `direction` [H]. `bilevel_step` makes the step whose batches and η are meant.
inline double gradient_one_step_later(TrainingState& state,
                                      const std::function<BilevelStep(TrainingState&)>& bilevel_step,
                                      const torch::Tensor& direction, double step) {
  const auto theta = state.theta.values().clone();
  const auto at = [&](double shift) {
    BilevelProblem shifted(state, bilevel_step(state));
    const BilevelProblem::MetaPoint point(shifted, state.lambda.values() + shift * direction);
    const auto gradient = shifted.train_gradient(theta).gradient;
    return shifted.validation_loss(theta - shifted.base_learning_rate() * gradient);
  };
  return (at(step) - at(-step)) / (2 * step);
}

}  // namespace evograd::test
