#pragma once

#include <torch/autograd.h>

#include "framework/check/estimator_bench.hpp"

namespace evograd::host::check {

/// The hypergradient of EstimatorNeeds::training_batches steps of gradient descent, by central differences in λ.
torch::Tensor unrolled_hypergradient(EstimatorBench& bench);

/// What the estimator says that it approaches; for the implicit hypergradient θ is moved to the optimum first.
/// `Problem` has oracles as PiecewiseQuadratic has.
template <class Problem>
torch::Tensor exact_value(EstimatorBench& bench, Problem& problem) {
  if (bench.estimand() == Estimand::one_step) return bench.one_step();
  if (bench.estimand() == Estimand::unrolled) return unrolled_hypergradient(bench);
  const auto& lambda = bench.state().lambda;
  problem.move_to(problem.optimum());
  return lambda.layout().pack({problem.implicit_hypergradient()}, lambda.values().options());
}

/// The exact derivative and what the estimator makes of it: one estimate, or the mean of many where they are random.
struct Comparison {
  torch::Tensor exact, mean;
  bool random = false;
};

template <class Problem>
Comparison compared(EstimatorBench& bench, Problem& problem) {
  require_derivative(bench);
  const auto exact = exact_value(bench, problem);
  const bool random = bench.is_random();
  return {exact, bench.mean_estimate(random ? 512 : 1), random};
}

/// Throws Failure unless the mean points within 18 degrees of the exact derivative.
void expect_direction(const Comparison& comparison);
/// Throws Failure unless it is as long, within a quarter; Skip where it does not point the right way.
void expect_scale(const Comparison& comparison);

/// "1.234" with four digits.
std::string number(double value);

}  // namespace evograd::host::check
