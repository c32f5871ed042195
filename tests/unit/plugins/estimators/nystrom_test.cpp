#include "plugins/estimators/nystrom/nystrom.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/unit/plugins/estimators/diagonal.hpp"

using namespace estimators;
using namespace evograd;
using test::Diagonal;
using test::front;
using test::logged;

namespace {

BilevelStep bilevel_step(TrainingState& state, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(1), .step = step, .base_learning_rate = 0.1});
}

EstimatorState state_of(const Nystrom& estimator, const TrainingState& state) {
  return {estimator.needs().state, state.theta.values(), state.lambda.values()};
}

MetaGradient estimate(TrainingState& state, const NystromOptions& options) {
  Nystrom estimator(options);
  auto kept = state_of(estimator, state);
  BilevelProblem problem(state, bilevel_step(state), &kept);
  return estimator.estimate(problem);
}

/// −Mᵀ (H + ρI)⁻¹ v at θ = 0 [H].
torch::Tensor dense(analytic::Quadratic& task, TrainingState& state, double damping) {
  const auto size = state.theta.layout().element_count();
  const auto parts = state.theta.layout().segments();
  BilevelProblem problem(state, bilevel_step(state));
  const auto gradient = problem.validation_gradient(problem.theta()).gradient;
  const auto flat = [&](const torch::Tensor& padded) {
    return torch::cat(
        {padded.narrow(0, parts[0].offset, parts[0].size), padded.narrow(0, parts[1].offset, parts[1].size)});
  };
  const auto inverse = at::linalg_solve(task.hessian() + damping * torch::eye(size, torch::kFloat64), flat(gradient));
  return -task.mixed_derivative(flat(state.theta.values())).t().mv(inverse);
}

}  // namespace

TEST_CASE(
    "Nyström: with as many directions as parameters it is the damped dense inverse, and the error falls till then") {
  analytic::Quadratic task(16, 4, RandomKey(7));
  TrainingState state(task);
  const auto expected = dense(task, state, 0.1);
  const auto error = [&](std::int64_t rank) {
    const auto result = estimate(state, {.rank = rank, .damping = 0.1});
    CHECK(logged(result, "rank") == rank);
    CHECK(logged(result, "negative_curvature") == 0);
    return ((front(result.value, 4) - expected).norm() / expected.norm()).item<double>();
  };
  const double complete = error(16);
  CHECK(complete < 1e-8);  // rounding of the sketch, amplified by the condition number of ΩᵀHΩ, some 1e5
  CHECK(error(15) > 1e-3);
  CHECK(error(8) < error(2));
  CHECK(error(15) < error(8));
}

TEST_CASE("Nyström: a Hessian of low rank needs no more directions than its rank") {
  const auto curvature = test::vector({5, 0, 0, 0, 1, 0, 0, 0, 0.2, 0, 0, 0});
  Diagonal task(curvature, /*direct=*/3);
  TrainingState state(task);
  const auto expected = 3 - 1 / (curvature + 0.5);
  CHECK(test::largest_difference(front(estimate(state, {.rank = 3, .damping = 0.5}).value, 12), expected) < 1e-10);
  const auto more = estimate(state, {.rank = 6, .damping = 0.5});  // more directions than there is to see
  CHECK(logged(more, "rank") == 3);
  CHECK(test::largest_difference(front(more.value, 12), expected) < 1e-10);
  CHECK(test::largest_difference(front(estimate(state, {.rank = 2, .damping = 0.5}).value, 12), expected) > 1e-3);
}

TEST_CASE("Nyström: negative curvature is left out and counted") {
  const auto curvature = test::vector({4, 3, 2, -1, -2, 1});
  Diagonal task(curvature);
  TrainingState state(task);
  const auto result = estimate(state, {.rank = 6, .damping = 0.5});
  CHECK(logged(result, "negative_curvature") == 2);  // by Sylvester's law of inertia
  CHECK(logged(result, "rank") == 4);
  CHECK(result.value.isfinite().all().item<bool>());
  // What is left of the Hessian is positive semidefinite, so q is v shortened: nowhere longer than v/ρ.
  CHECK(result.value.norm().item<double>() <= std::sqrt(6.0) / 0.5);
  CHECK(front(result.value, 6).sum().item<double>() < 0);

  Diagonal hollow(-curvature.abs());
  TrainingState hollow_state(hollow);
  const auto nothing = estimate(hollow_state, {.rank = 4, .damping = 0.5});
  CHECK(logged(nothing, "rank") == 0);
  CHECK(test::largest_difference(front(nothing.value, 6), torch::full({6}, -2, torch::kFloat64)) < 1e-15);
}

TEST_CASE("Nyström: a sketch serves as many meta updates as it is asked to, at no further Hessian product") {
  analytic::Quadratic task(10, 3, RandomKey(2));
  TrainingState state(task);
  auto kept = state_of(Nystrom({.rank = 4, .refresh = 3}), state);
  const auto at = [&](std::int64_t step) {
    Nystrom estimator({.rank = 4, .refresh = 3});  // a new one each time: what it keeps is in `kept`
    BilevelProblem problem(state, bilevel_step(state, step), &kept);
    const auto result = estimator.estimate(problem);
    kept.mark_used();
    CHECK(logged(result, "sketch_age") == step % 3);
    // The mixed product of a task whose λ acts inside the network is one more second-order pass.
    CHECK(problem.passes().second_order == (step % 3 == 0 ? 5 : 1));
    return result.value;
  };
  const auto first = at(0);
  CHECK(test::same_bits(at(1), first));  // the quadratic's batches do not change, so all is the same but a new sketch
  CHECK(test::same_bits(at(2), first));
  CHECK_FALSE(test::same_bits(at(3), first));

  CHECK(test::same_bits(estimate(state, {.rank = 4, .refresh = 3}).value, first));
}
