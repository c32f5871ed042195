// Compares the estimate with a hypergradient in closed form.
#include <cstdio>

#include "evograd/analytic/quadratic.hpp"
#include "plugin.cpp"

int main() {
  evograd::analytic::Quadratic task(/*parameters=*/8, /*meta_parameters=*/3, evograd::RandomKey(1));
  evograd::TrainingState state(task);
  const double learning_rate = 0.1;
  TemplateName estimator({});
  // The estimator's state between steps, if it declares one.
  evograd::EstimatorState kept(estimator.needs().state, state.theta.values(), state.lambda.values());
  evograd::BilevelProblem problem(
      state, evograd::make_step(state, {.run = evograd::RandomKey(1), .base_learning_rate = learning_rate}), &kept);

  // The flat layout may have padding; λ of this task is one parameter, at the beginning.
  const auto estimate = estimator.estimate(problem).value.narrow(0, 0, 3);
  const auto exact = task.one_step_hypergradient(learning_rate);
  const double length = evograd::flat_norm(estimate);
  const double exact_length = evograd::flat_norm(exact);
  const double cosine = evograd::flat_dot(estimate.contiguous(), exact) / (length * exact_length);
  const double ratio = length / exact_length;
  std::printf("cosine to the exact hypergradient %.6f, ratio of the norms %.6f\n", cosine, ratio);
  return cosine > 0.99 && ratio > 0.99 && ratio < 1.01 ? 0 : 1;
}
