#include "plugins/estimators/conjugate-gradient/conjugate_gradient.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
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

MetaGradient estimate(TrainingState& state, const ConjugateGradientOptions& options) {
  ConjugateGradient estimator(options);
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}));
  return estimator.estimate(problem);
}

}  // namespace

TEST_CASE("conjugate gradient: at the optimum it is the implicit hypergradient, after as many steps as parameters") {
  constexpr std::int64_t size = 12;
  analytic::Quadratic task(size, 4, RandomKey(5));
  TrainingState state(task);
  const auto optimum = task.optimum();
  state.theta.values().copy_(
      state.theta.layout().pack({optimum.narrow(0, 0, 6), optimum.narrow(0, 6, 6)}, state.theta.values().options()));
  const auto exact = task.implicit_hypergradient();
  const auto error = [&](const MetaGradient& estimate) {
    return test::largest_difference(front(estimate.value, 4), exact) / exact.abs().max().item<double>();
  };
  const auto finished = estimate(state, {.iterations = size, .tolerance = 0, .damping = 0});
  CHECK(error(finished) < 1e-10);  // exact but for rounding, amplified by a condition number of some 10
  CHECK(logged(finished, "iterations") == size);
  CHECK(logged(finished, "breakdown") == 0);
  CHECK(logged(finished, "residual") < 1e-10);
  // Before that it is not there, so the number of iterations does matter …
  CHECK(error(estimate(state, {.iterations = 3, .tolerance = 0, .damping = 0})) > 1e-4);
  // … and the tolerance ends it early.
  const auto early = estimate(state, {.iterations = 100, .tolerance = 0.1, .damping = 0});
  CHECK(logged(early, "residual") <= 0.1);
  CHECK(logged(early, "iterations") < size);
}

TEST_CASE("conjugate gradient: as many iterations as distinct curvatures suffice, damped, with the direct derivative") {
  const auto curvature = test::vector({0, 0.5, 0.5, 2, 2, 2});
  Diagonal task(curvature, /*direct=*/3);
  TrainingState state(task);
  const auto result = estimate(state, {.iterations = 3, .tolerance = 0, .damping = 0.25});
  CHECK(test::largest_difference(front(result.value, 6), 3 - 1 / (curvature + 0.25)) < 1e-12);
}

TEST_CASE("conjugate gradient: negative curvature at once is reported and answered with the scale of one step") {
  Diagonal task(test::vector({-1, -0.5, 0.2}));
  TrainingState state(task);
  const auto result = estimate(state, {.damping = 0});
  CHECK(logged(result, "breakdown") == 1);
  CHECK(logged(result, "negative_curvature") == 1);
  CHECK(logged(result, "iterations") == 0);
  CHECK(test::largest_difference(front(result.value, 3), 0.1 * test::vector({-1, -1, -1})) < 1e-15);
}

TEST_CASE("conjugate gradient: negative curvature on the way keeps what there is; damping beyond it cures it") {
  const auto curvature = test::vector({-0.1, 1, 2});
  Diagonal task(curvature);
  TrainingState state(task);
  const auto stopped = estimate(state, {.iterations = 50, .tolerance = 0, .damping = 0});
  CHECK(logged(stopped, "breakdown") == 1);
  CHECK(logged(stopped, "negative_curvature") == 1);
  CHECK(logged(stopped, "iterations") >= 1);
  CHECK(stopped.value.isfinite().all().item<bool>());
  // The first iterate is the steepest descent step −(3/2.9) (1, 1, 1); iterates stay in the descent cone of v.
  CHECK(front(stopped.value, 3).sum().item<double>() < 0);
  const auto cured = estimate(state, {.iterations = 3, .tolerance = 0, .damping = 0.5});
  CHECK(logged(cured, "breakdown") == 0);
  CHECK(test::largest_difference(front(cured.value, 3), -1 / (curvature + 0.5)) < 1e-12);
}

TEST_CASE("conjugate gradient: no curvature at all is a breakdown without negative curvature") {
  Diagonal task(test::vector({0, 0, 0}));
  TrainingState state(task);
  const auto result = estimate(state, {.damping = 0});
  CHECK(logged(result, "breakdown") == 1);
  CHECK(logged(result, "negative_curvature") == 0);
}

TEST_CASE("conjugate gradient: it refuses a task that can be differentiated only once") {
  class Once : public test::TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    TaskTraits traits() const override { return {.twice_differentiable = false}; }
  };
  Once task(/*held=*/true);
  TrainingState state(task);
  CHECK_THROWS_WITH(estimate(state, {}),
                    "task: its training loss cannot be differentiated twice\n  help: choose an estimator without "
                    "second-order derivatives, e.g. evograd");
  CHECK(ConjugateGradient({}).needs().hessian_products);
}

TEST_CASE("conjugate gradient: with batch norm and re-weighting it solves the dense system of Hessian products") {
  test::TinyReweighting task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  const auto theta = state.theta.values().clone();
  constexpr double damping = 2;  // beyond the most negative curvature
  const auto size = theta.numel();
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}));
  auto dense = damping * torch::eye(size, torch::kFloat64);
  const auto identity = torch::eye(size, torch::kFloat64);
  for (std::int64_t i = 0; i < size; ++i)
    dense[i] += problem.hessian_product(problem.theta(), identity[i].contiguous());
  const auto v = problem.validation_gradient(problem.theta()).gradient;
  const auto expected = -problem.mixed_product(problem.theta(), at::linalg_solve(dense, v));
  const auto result = estimate(state, {.iterations = 200, .tolerance = 1e-14, .damping = damping});
  CHECK(logged(result, "breakdown") == 0);
  CHECK(test::largest_difference(result.value, expected) < 1e-10 * expected.abs().max().item<double>());
  CHECK(test::same_bits(state.theta.values(), theta));
}
