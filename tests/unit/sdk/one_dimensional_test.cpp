#include "evograd/analytic/one_dimensional.hpp"

#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using analytic::OneDimensional;

TEST_CASE("the true hypergradient has the published values") {
  CHECK(OneDimensional::true_hypergradient(0.1) == Approx(-0.676183).epsilon(1e-5));
  CHECK(OneDimensional::true_hypergradient(1.0) == 0);
  CHECK(OneDimensional::true_hypergradient(2.0) == Approx(0.037037).epsilon(1e-5));
}

TEST_CASE("EvoGrad's limit has the published values") {
  CHECK(OneDimensional::evograd_limit(0.1) == Approx(-0.3150).margin(5e-5));
  CHECK(OneDimensional::evograd_limit(0.5) == Approx(-0.0700).margin(5e-5));
  CHECK(OneDimensional::evograd_limit(1.0) == Approx(0.0110).margin(5e-5));
  CHECK(OneDimensional::evograd_limit(2.0) == Approx(0.0328).margin(5e-5));
}

TEST_CASE("the exact one-step hypergradient is the oracle's") {
  OneDimensional task(0.3, 0.5);
  TrainingState state(task);
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}));
  const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
  CHECK(exact[0].item<double>() == Approx(task.one_step_hypergradient(0.1)[0].item<double>()).epsilon(1e-14));
}
