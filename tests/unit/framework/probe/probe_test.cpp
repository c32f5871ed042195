#include "framework/probe/probe.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/exact_one_step.hpp"
#include "evograd/perturbation.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using host::probe;
using test::TinyReweighting;

namespace {

BilevelStep bilevel_step(TrainingState& state, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(1), .step = step, .base_learning_rate = 0.1});
}

torch::Tensor exact(TrainingState& state) {
  BilevelProblem problem(state, bilevel_step(state));
  return exact_one_step(problem, ValidationPoint::lookahead).value;
}

}  // namespace

TEST_CASE(
    "the exact hypergradient has cosine one and no error, its multiples are calibrated, its opposite is minus one") {
  TinyReweighting task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  const auto h = exact(state);
  const auto perfect = probe(state, bilevel_step(state), {h, {}}, {}, 1);
  REQUIRE(perfect);
  CHECK(perfect->cosine == Approx(1));
  CHECK(perfect->scale_error < 1e-12);
  CHECK(perfect->norm_ratio == Approx(1));
  CHECK_FALSE(perfect->predicted_cosine);
  MetaGradient small{0.01 * h, {}};
  CHECK(probe(state, bilevel_step(state), small, {}, 1)->scale_error == Approx(0.99));
  small.calibration = 100;
  CHECK(probe(state, bilevel_step(state), small, {}, 1)->scale_error < 1e-12);
  CHECK(probe(state, bilevel_step(state), {-h, {}}, {}, 1)->cosine == Approx(-1));
}

TEST_CASE("a task that cannot be differentiated twice is probed by a central difference") {
  class Once : public analytic::Quadratic {
   public:
    using Quadratic::Quadratic;
    TaskTraits traits() const override { return {.twice_differentiable = false}; }
  };
  Once once(6, 3, RandomKey(2));
  TrainingState state(once);
  analytic::Quadratic twice(6, 3, RandomKey(2));
  TrainingState twice_state(twice);
  CHECK(probe(state, bilevel_step(state), {exact(twice_state), {}}, {}, 1)->scale_error < 1e-8);
}

TEST_CASE("the predicted cosine is that of random projections of the quadratic") {
  // Mv seen through K' random directions: the mean of (1/K') Σ M n nᵀ v over draws, against the probe's prediction.
  analytic::Quadratic task(40, 5, RandomKey(3));
  TrainingState state(task);
  constexpr int directions = 4;
  constexpr int draws = 400;
  double cosine = 0;
  double predicted = 0;
  const EstimatorNeeds needs{.validation_point = ValidationPoint::lookahead};
  for (int i = 0; i < draws; ++i) {
    BilevelProblem problem(state, bilevel_step(state, i));
    auto [around, point] = problem.expand(ValidationPoint::lookahead);
    const auto v = problem.validation_gradient(point).gradient;
    auto projected = torch::zeros_like(v);
    for (int k = 0; k < directions; ++k) {
      auto n = torch::zeros_like(v);
      const auto key = problem.random_key("test").fold(static_cast<std::uint64_t>(k));
      Perturbation(key, Noise::gaussian, 1, ranges_with_prefix(problem.layout(), {})).add_to(n, 1);
      projected += n * n.dot(v);
    }
    MetaGradient estimate{-problem.mixed_product(around, projected), {}};
    estimate.random_directions = directions;
    const auto reading = probe(state, bilevel_step(state, i), estimate, needs, 20);
    cosine += *reading->same_point_cosine / draws;
    predicted += *reading->predicted_cosine / draws;
  }
  CHECK(predicted > 0.2);
  CHECK(predicted < 0.95);
  CHECK(cosine == Approx(predicted).epsilon(0.1));  // the formula is an approximation for few directions
}

TEST_CASE("probing changes nothing") {
  TinyReweighting task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  const auto theta = state.theta.values().clone();
  const auto lambda = state.lambda.values().clone();
  const auto mean = task.model()->buffers()[0].clone();
  MetaGradient estimate{exact(state), {}};
  estimate.random_directions = 1;
  probe(state, bilevel_step(state), estimate, {.validation_point = ValidationPoint::merged}, 2);
  CHECK(test::same_bits(state.theta.values(), theta));
  CHECK(test::same_bits(state.lambda.values(), lambda));
  CHECK(test::same_bits(task.model()->buffers()[0], mean));
}
