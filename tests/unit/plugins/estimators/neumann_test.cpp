#include "plugins/estimators/neumann/neumann.hpp"

#include <torch/torch.h>

#include <cmath>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"
#include "tests/unit/plugins/estimators/diagonal.hpp"

using namespace estimators;
using namespace evograd;
using test::Diagonal;
using test::front;
using test::logged;

namespace {

MetaGradient estimate(TrainingState& state, const NeumannOptions& options) {
  Neumann estimator(options);
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}));
  return estimator.estimate(problem);
}

}  // namespace

TEST_CASE("Neumann: at the optimum every truncation misses the implicit hypergradient by what the series leaves out") {
  constexpr std::int64_t size = 8;
  analytic::Quadratic task(size, 3, RandomKey(3));
  TrainingState state(task);
  const auto optimum = task.optimum();
  const auto half = (size + 1) / 2;
  state.theta.values().copy_(state.theta.layout().pack(
      {optimum.narrow(0, 0, half), optimum.narrow(0, half, size - half)}, state.theta.values().options()));

  const auto hessian = task.hessian();
  const auto exact = task.implicit_hypergradient();
  const double largest = at::linalg_eigvalsh(hessian).max().item<double>();
  const double rate = 1 / largest;
  const auto iteration = torch::eye(size, torch::kFloat64) - rate * hessian;
  const double slowest = at::linalg_eigvalsh(iteration).max().item<double>();
  // With M and v from the oracle's own formula −Mᵀ H⁻¹ v: the error is Mᵀ (I − αH)^{J+1} H⁻¹ v.
  BilevelProblem problem(state, make_step(state, {.base_learning_rate = 0.1}));
  const auto validation = problem.validation_gradient(problem.theta()).gradient;
  const auto v = torch::cat({validation.narrow(0, 0, half), validation.narrow(0, 8, size - half)});  // 8: the padding
  auto left_out = at::linalg_solve(hessian, v);
  double before = 0;
  for (int terms = 0; terms <= 120; ++terms) {
    left_out = iteration.mv(left_out);
    if (terms % 30 != 0 && terms != 119 && terms != 1) continue;
    const auto result = estimate(state, {.terms = terms, .rate = rate});
    const auto error = front(result.value, 3) - exact;
    const auto predicted = task.mixed_derivative(optimum).t().mv(left_out);
    CHECK(test::largest_difference(error, predicted) < 1e-10);  // rounding of up to 120 double products
    CHECK(logged(result, "terms") == terms);
    CHECK(logged(result, "diverged") == 0);
    CHECK(logged(result, "negative_curvature") == 0);
    // Late terms shrink by the slowest factor, 1 − λ_min/λ_max; what the other factors still add is below a percent.
    const double norm = error.norm().item<double>();
    if (terms == 120) CHECK(norm / before == Approx(slowest).epsilon(0.01));
    before = norm;
  }
}

TEST_CASE("Neumann: without terms it is T1–T2 with the learning rate as scale") {
  test::TinyReweighting task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}));
  const auto one_step = exact_one_step(problem, ValidationPoint::current).value;
  CHECK(test::largest_difference(estimate(state, {.terms = 0}).value, one_step) < 1e-16);
  CHECK(test::largest_difference(estimate(state, {.terms = 0, .rate = 0.2}).value, 2 * one_step) < 1e-16);
}

TEST_CASE("Neumann: damping is added to every curvature, the direct derivative to the result") {
  const auto curvature = test::vector({0, 0.5, 2});
  Diagonal task(curvature, /*direct=*/3);
  TrainingState state(task);
  const auto result = estimate(state, {.terms = 300, .rate = 0.4, .damping = 0.25});
  // v = −1; (1 − 0.4 · 0.25)^301 = 2e-14.
  CHECK(test::largest_difference(front(result.value, 3), 3 - 1 / (curvature + 0.25)) < 1e-12);
  CHECK(logged(result, "residual") < 1e-12);
}

TEST_CASE("Neumann: a rate beyond 2 over the largest curvature is reported, and the sum ends while it is finite") {
  Diagonal task(test::vector({0.5, 1, 2}));
  TrainingState state(task);
  const auto result = estimate(state, {.terms = 1000, .rate = 1.3});  // |1 − 1.3 · 2| = 1.6
  CHECK(logged(result, "diverged") == 1);
  CHECK(logged(result, "negative_curvature") == 0);
  // The terms' squares are 1.6^2j + 0.3^2j + 0.35^2j: 3, 2.77 and 6.57 for j = 0, 1, 2, so j = 2 is the first too long.
  CHECK(logged(result, "terms") == 1);
  CHECK(logged(result, "residual") == Approx(std::sqrt(6.57 / 3)).epsilon(1e-2));
  CHECK(test::largest_difference(front(result.value, 3), -1.3 * test::vector({1.35, 0.7, -0.6})) < 1e-12);
  CHECK(logged(estimate(state, {.terms = 1000, .rate = 0.9}), "diverged") == 0);
}

TEST_CASE("Neumann: negative curvature is reported, and damping beyond it cures it") {
  Diagonal task(test::vector({-0.5, -0.2, 0.1}));
  TrainingState state(task);
  const auto result = estimate(state, {.terms = 1000, .rate = 0.5});
  CHECK(logged(result, "negative_curvature") == 1);
  CHECK(logged(result, "diverged") == 1);
  CHECK(result.value.isfinite().all().item<bool>());
  const auto damped = estimate(state, {.terms = 1000, .rate = 0.5, .damping = 0.6});
  CHECK(logged(damped, "negative_curvature") == 0);
  CHECK(logged(damped, "diverged") == 0);
  CHECK(test::largest_difference(front(damped.value, 3), -1 / (test::vector({-0.5, -0.2, 0.1}) + 0.6)) < 1e-12);
}
