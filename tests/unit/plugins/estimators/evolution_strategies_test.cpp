#include "plugins/estimators/evolution-strategies/evolution_strategies.hpp"

#include <torch/torch.h>

#include <cmath>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "plugins/estimators/unrolled/unrolled.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"
#include "tests/unit/plugins/estimators/diagonal.hpp"

using namespace estimators;
using namespace evograd;
using test::logged;

namespace {

constexpr double kRate = 0.1;

BilevelStep bilevel_step(TrainingState& state, std::uint64_t seed = 1, std::int64_t step = 0,
                         std::int64_t batches = 1) {
  return make_step(state,
                   {.run = RandomKey(seed), .step = step, .base_learning_rate = kRate, .training_batches = batches});
}

MetaGradient estimate(TrainingState& state, const EvolutionStrategiesOptions& options, BilevelStep step) {
  EvolutionStrategies estimator(options);
  BilevelProblem problem(state, std::move(step));
  return estimator.estimate(problem);
}

/// The largest distance from `exact` in standard errors: (n·h) n has the variances |h|² + h_i².
double deviation(const torch::Tensor& estimated, const torch::Tensor& exact, double pairs) {
  const auto error = ((exact.square().sum() + exact.square()) / pairs).sqrt();
  return ((estimated - exact) / error).abs().max().item<double>();
}

}  // namespace

TEST_CASE("evolution strategies: where the objective is quadratic in λ the mean is T1–T2, whatever σ") {
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  for (const double sigma : {0.01, 1.0}) {
    const auto result = estimate(state, {.pairs = 1500, .sigma = sigma}, bilevel_step(state));
    // Four standard errors; with 1500 pairs that is a tenth of the norm.
    CHECK(deviation(result.value.narrow(0, 0, 4), task.one_step_hypergradient(kRate), 1500) < 4);
  }
}

TEST_CASE("evolution strategies: through several steps and batches the mean is the unrolled hypergradient") {
  class Batches : public test::TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    Batch training_batch(std::int64_t step, std::int64_t index) override {
      auto batch = TinyReweighting::training_batch(step, index);
      batch.set("x", batch["x"] * (1 + 0.5 * static_cast<double>(index)));
      return batch;
    }
  };
  Batches task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  Unrolled unrolled({.steps = 3});
  BilevelProblem problem(state, bilevel_step(state, 1, 0, 3));
  const auto exact = unrolled.estimate(problem).value;
  const auto result = estimate(state, {.pairs = 800, .sigma = 1e-3, .steps = 3}, bilevel_step(state, 1, 0, 3));
  const auto in_use = exact != 0;  // neither padding nor dead units
  CHECK(deviation(result.value.masked_select(in_use), exact.masked_select(in_use), 800) < 4);
  // The losses without σ: those after three steps on three batches.
  BilevelProblem plain(state, bilevel_step(state, 1, 0, 3));
  auto point = plain.theta();
  for (std::size_t i = 0; i < 3; ++i) point = point - kRate * plain.train_gradient(point, i).gradient;
  const auto close = estimate(state, {.pairs = 1, .sigma = 1e-6, .steps = 3}, bilevel_step(state, 1, 0, 3));
  CHECK(logged(close, "validation_loss") == Approx(plain.validation_loss(point)).epsilon(1e-10));  // the rest is O(σ²)
  CHECK(test::cosine(result.value, exact) > 0.95);  // 13 numbers: about 1/√(1 + 13/800)
}

TEST_CASE("evolution strategies: one pair gives the slope along its direction, times the direction") {
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  const auto value = estimate(state, {.pairs = 1}, bilevel_step(state)).value;
  const auto direction = value / value.norm();
  // value = (n·h) n with |n| unknown: its length along n is |n|² (d·h) for d = n/|n|, so value·d / d·h = |n|² > 0.
  const double squared =
      (value.dot(direction) / direction.narrow(0, 0, 4).dot(task.one_step_hypergradient(kRate))).item<double>();
  CHECK(squared > 0.05);  // χ² with four degrees of freedom: 3e-4 below, 1e-6 above
  CHECK(squared < 35);
}

TEST_CASE("evolution strategies: the validation loss's own dependence on λ is seen") {
  const auto curvature = test::vector({0.5, 1, 2});
  test::Diagonal task(curvature, /*direct=*/3);
  TrainingState state(task);
  const auto result = estimate(state, {.pairs = 1500}, bilevel_step(state));
  CHECK(deviation(result.value.narrow(0, 0, 3), task.one_step_hypergradient(kRate), 1500) < 4);
  CHECK(logged(result, "validation_loss_spread") > 0);
}

TEST_CASE("evolution strategies: after the base update it starts where that started") {
  test::TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto expected = estimate(state, {}, bilevel_step(state)).value;
  auto step = bilevel_step(state);
  step.base_update = BaseUpdate{state.theta.values().clone(), task.network_terms(step.training[0]).detach(), {}};
  state.theta.values().mul_(1.5);
  CHECK(test::same_bits(estimate(state, {}, step).value, expected));
}

TEST_CASE("evolution strategies: equal seeds give equal bits, other seeds and steps do not, and padding stays zero") {
  test::TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto value = estimate(state, {}, bilevel_step(state)).value;
  CHECK(test::same_bits(estimate(state, {}, bilevel_step(state)).value, value));
  CHECK_FALSE(test::same_bits(estimate(state, {}, bilevel_step(state, 2)).value, value));
  CHECK_FALSE(test::same_bits(estimate(state, {}, bilevel_step(state, 1, 1)).value, value));
  CHECK(value.count_nonzero().item<std::int64_t>() == state.lambda.layout().element_count());
}

TEST_CASE("evolution strategies: λ and θ are bitwise untouched, also when the task throws in between") {
  class Failing : public test::TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    torch::Tensor validation_loss(const Batch& batch) override {
      if (--left == 0) throw Error("task", "has no more");
      return TinyReweighting::validation_loss(batch);
    }
    int left = 0;
  };
  Failing task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  const auto lambda = state.lambda.values().clone();
  const auto theta = state.theta.values().clone();
  for (const int calls : {0, 1, 2, 5}) {
    task.left = calls;
    if (calls == 0) {
      CHECK_NOTHROW(estimate(state, {}, bilevel_step(state)));
    } else {
      CHECK_THROWS_AS(estimate(state, {}, bilevel_step(state)), Error);
    }
    CHECK(test::same_bits(state.lambda.values(), lambda));
    CHECK(test::same_bits(state.theta.values(), theta));
  }
}

TEST_CASE("evolution strategies: a pair costs twice its inner steps and a validation loss, no second order") {
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  EvolutionStrategies estimator({.pairs = 3, .steps = 2});
  CHECK(estimator.needs().training_batches == 2);
  CHECK_FALSE(estimator.needs().second_order);
  BilevelProblem problem(state, bilevel_step(state, 1, 0, 2));
  estimator.estimate(problem);
  CHECK(problem.passes().in_forwards() == 3 * 2 * (2 * 3 + 1));
}
