#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/bilevel_problem.hpp"
#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using test::TinyReweighting;

namespace {

BilevelStep step_at(TrainingState& state, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(4), .step = step, .base_learning_rate = 0.1});
}

}  // namespace

TEST_CASE("both second-order products come out of one double backward") {
  for (const bool batch_norm : {false, true}) {
    TinyReweighting task(/*held=*/true, batch_norm);
    TrainingState state(task);
    BilevelProblem problem(state, step_at(state));
    const auto point = problem.theta() + 0.1;
    const auto v = torch::randn_like(point);
    const auto hessian = problem.hessian_product(point, v);
    const auto mixed = problem.mixed_product(point, v);
    const auto before = problem.passes().second_order;
    const auto both = problem.second_order_products(point, v);
    CHECK(problem.passes().second_order == before + 1);
    CHECK(test::largest_difference(both.hessian, hessian) < 1e-13);
    CHECK(test::largest_difference(both.mixed, mixed) < 1e-13);
    // The Hessian product is the derivative of the gradient along v.
    constexpr double h = 1e-5;
    const auto ahead = problem.train_gradient(point + h * v).gradient;
    const auto behind = problem.train_gradient(point - h * v).gradient;
    CHECK(test::largest_difference(hessian, (ahead - behind) / (2 * h)) < 1e-7);
  }
}

TEST_CASE("within a MetaPoint evaluations see another λ, and its end puts the present one back, also by an exception") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, step_at(state));
  const auto lambda = problem.lambda().clone();
  const double loss = problem.train_loss(problem.theta());
  const auto moved = lambda + 0.5;
  {
    const BilevelProblem::MetaPoint there(problem, moved);
    CHECK(problem.train_loss(problem.theta()) != loss);
    CHECK(test::same_bits(problem.lambda(), moved));
  }
  CHECK(test::same_bits(problem.lambda(), lambda));
  CHECK(problem.train_loss(problem.theta()) == loss);
  try {
    const BilevelProblem::MetaPoint there(problem, moved);
    throw std::runtime_error("within");
  } catch (const std::runtime_error&) {
  }
  CHECK(test::same_bits(problem.lambda(), lambda));
}

TEST_CASE("without a held context each evaluation computes its own") {
  TinyReweighting holding(/*held=*/true);
  TrainingState holding_state(holding);
  TinyReweighting recomputing(/*held=*/false);
  TrainingState recomputing_state(recomputing);
  BilevelProblem free(holding_state, step_at(holding_state));
  free.use_held_context(false);
  BilevelProblem reference(recomputing_state, step_at(recomputing_state));
  const auto point = free.theta() + 0.3;
  CHECK(free.train_loss(point) == reference.train_loss(point));
  CHECK(free.passes().forward == 1);
  BilevelProblem held(holding_state, step_at(holding_state));
  CHECK(held.train_loss(point) != free.train_loss(point));
}

TEST_CASE("streams of the run are the same at every step, streams of the step are not") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem first(state, step_at(state, 0));
  BilevelProblem second(state, step_at(state, 1));
  CHECK(first.run_key("walk") == second.run_key("walk"));
  CHECK_FALSE(first.random_key("walk") == second.random_key("walk"));
  CHECK(second.step() == 1);
}

TEST_CASE("the base rule is there for those who asked for it") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem without(state, step_at(state));
  CHECK_THROWS_WITH(
      without.base_rule(),
      "estimator: uses the base optimizer's rule without requesting it\n  help: set base_rule in needs()");

  auto step = step_at(state);
  step.base_rule = BaseRule{.learning_rate = 0.1,
                            .momentum = 0.9,
                            .nesterov = true,
                            .velocity = {},
                            .adaptive_update = {},
                            .adaptive_jacobian = {}};
  BilevelProblem nesterov(state, step);
  CHECK(test::largest_difference(nesterov.base_update_jacobian(), torch::full_like(nesterov.theta(), 0.19)) < 1e-15);
  CHECK(nesterov.passes().in_forwards() == 0);

  step.base_rule->gradient_descent = false;
  step.base_rule->adaptive_jacobian = [](const torch::Tensor& gradient, const torch::Tensor& point) {
    return gradient + point;
  };
  BilevelProblem adaptive(state, step);
  const auto gradient = adaptive.train_gradient(adaptive.theta()).gradient;
  CHECK(test::largest_difference(adaptive.base_update_jacobian(), gradient + adaptive.theta()) < 1e-15);
  BilevelProblem after_lookahead(state, step);
  after_lookahead.expand(ValidationPoint::lookahead);
  const auto passes = after_lookahead.passes().in_forwards();
  after_lookahead.base_update_jacobian();
  CHECK(after_lookahead.passes().in_forwards() == passes);
}
