#include "plugins/estimators/random-walk/random_walk.hpp"

#include <torch/torch.h>

#include <cmath>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/exact_one_step.hpp"
#include "plugins/estimators/central-difference/central_difference.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"
#include "tests/unit/plugins/estimators/diagonal.hpp"

using namespace estimators;
using namespace evograd;
using test::logged;
using test::TinyReweighting;

namespace {

BilevelStep bilevel_step(TrainingState& state, std::uint64_t seed = 1, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(seed), .step = step, .base_learning_rate = 0.1});
}

MetaGradient estimate(TrainingState& state, const RandomWalkOptions& options, std::uint64_t seed = 1,
                      std::int64_t step = 0) {
  RandomWalk estimator(options);
  BilevelProblem problem(state, bilevel_step(state, seed, step));
  return estimator.estimate(problem);
}

double length(const torch::Tensor& vector) { return vector.norm().item<double>(); }

}  // namespace

TEST_CASE("random walk: the norm is that of the reference") {
  for (const char* point : {"current", "lookahead", "auto"}) {
    TinyReweighting task(/*held=*/true, /*batch_norm=*/true);
    TrainingState state(task);
    BilevelProblem exact_problem(state, bilevel_step(state));
    const double exact = length(exact_one_step(exact_problem, parse_validation_point(point)).value);
    const auto by_exact = estimate(state, {.reference = "exact", .validation_point = point});
    CHECK(length(by_exact.value) == Approx(exact).epsilon(1e-12));
    CHECK(logged(by_exact, "reference_norm") == Approx(exact).epsilon(1e-12));

    CentralDifference difference({.validation_point = point});
    BilevelProblem difference_problem(state, bilevel_step(state));
    const double expected = length(difference.estimate(difference_problem).value);
    CHECK(length(estimate(state, {.validation_point = point}).value) == Approx(expected).epsilon(1e-12));
    CHECK(expected == Approx(exact).epsilon(1e-2));
  }
  test::Diagonal task(test::vector({0.5, 1, 2}), /*direct=*/3);
  TrainingState state(task);
  CHECK(length(estimate(state, {}).value) == Approx(length(task.one_step_hypergradient(0.1))).epsilon(1e-8));
}

TEST_CASE("random walk: the direction knows nothing of the reference's") {
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  const auto reference = task.one_step_hypergradient(0.1);
  constexpr int seeds = 1000;
  double sum = 0;
  double squares = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const double cosine = test::cosine(estimate(state, {}, seed).value.narrow(0, 0, 4), reference);
    sum += cosine;
    squares += cosine * cosine;
  }
  // The cosine of a random direction in four dimensions has mean 0, and its square mean 1/4 and variance 1/16 · 2/3.
  CHECK(std::abs(sum / seeds) < 4 * std::sqrt(0.25 / seeds));
  CHECK(std::abs(squares / seeds - 0.25) < 4 * std::sqrt(1.0 / 24 / seeds) * 1.5);
}

TEST_CASE("random walk: a direction is kept for as many steps as it is to be, and is a function of seed and step") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto at = [&](std::int64_t hold, std::int64_t step, std::uint64_t seed = 1) {
    const auto value = estimate(state, {.hold = hold}, seed, step).value;
    return (value / value.norm()).contiguous();
  };
  CHECK(test::cosine(at(3, 3), at(3, 5)) == Approx(1).epsilon(1e-12));
  CHECK(test::cosine(at(3, 2), at(3, 3)) < 0.999);
  CHECK(test::cosine(at(1, 0), at(1, 1)) < 0.999);
  CHECK(test::cosine(at(1, 7), at(1, 7)) == Approx(1).epsilon(1e-12));
  CHECK(test::cosine(at(1, 7), at(1, 7, 2)) < 0.999);
}

TEST_CASE("random walk: by a difference it needs the first order alone, and padding stays zero") {
  CHECK_FALSE(RandomWalk({}).needs().second_order);
  CHECK(RandomWalk({.reference = "exact"}).needs().second_order);
  class Once : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    TaskTraits traits() const override { return {.twice_differentiable = false}; }
  };
  Once task(/*held=*/true);
  TrainingState state(task);
  RandomWalk estimator({});
  BilevelProblem problem(state, bilevel_step(state));
  const auto value = estimator.estimate(problem).value;
  CHECK(problem.passes().second_order == 0);
  CHECK(problem.passes().tangent == 0);
  CHECK(value.count_nonzero().item<std::int64_t>() == state.lambda.layout().element_count());
}
