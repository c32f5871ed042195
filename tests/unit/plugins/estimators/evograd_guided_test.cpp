#include <torch/torch.h>

#include <cmath>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "plugins/estimators/central-difference/central_difference.hpp"
#include "plugins/estimators/evograd/evograd.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using test::TinyReweighting;

namespace {

constexpr double kRate = 0.1;

BilevelStep moment(TrainingState& state, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(1), .step = step, .base_learning_rate = kRate});
}

MetaGradient estimate(MetaGradientEstimator& estimator, TrainingState& state, std::int64_t step = 0) {
  BilevelProblem problem(state, moment(state, step));
  return estimator.estimate(problem);
}

torch::Tensor exact(TrainingState& state, ValidationPoint where = ValidationPoint::lookahead) {
  BilevelProblem problem(state, moment(state));
  return exact_one_step(problem, where).value;
}

double relative_error(const torch::Tensor& value, const torch::Tensor& reference) {
  return ((value - reference).norm() / reference.norm()).item<double>();
}

/// The mean of many estimates at the same (θ, λ) with different noise.
torch::Tensor mean(MetaGradientEstimator& estimator, TrainingState& state, int estimates) {
  auto sum = torch::zeros_like(state.lambda.values());
  for (int i = 0; i < estimates; ++i) sum += estimate(estimator, state, i).value;
  return sum / estimates;
}

}  // namespace

TEST_CASE("improved: the exact one-step hypergradient, with an error of second order in the step") {
  for (const bool batch_norm : {false, true}) {
    TinyReweighting task(/*held=*/true, batch_norm);
    TrainingState state(task);
    EvoGrad coarse({.preset = "improved", .guided_step = 0.02});
    EvoGrad fine({.preset = "improved", .guided_step = 0.01});
    const auto reference = exact(state);
    const double error = relative_error(estimate(coarse, state).value, reference);
    CHECK(error < 1e-2);
    CHECK(relative_error(estimate(fine, state).value, reference) / error == Approx(0.25).epsilon(0.1));
  }
}

TEST_CASE("improved is the central difference where the training loss is quadratic in θ along v") {
  analytic::Quadratic task(8, 3, RandomKey(3));
  TrainingState state(task);
  EvoGrad guided({.preset = "improved"});
  CentralDifference difference({});
  CHECK(relative_error(estimate(guided, state).value, estimate(difference, state).value) < 1e-9);
}

TEST_CASE("a preset is a set of defaults, which an option that is set overrides") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  EvoGrad by_hand({.sampling = "guided", .weights = "linear", .validation_point = "auto"});
  EvoGrad improved({.preset = "improved"});
  CHECK(test::same_bits(estimate(by_hand, state).value, estimate(improved, state).value));
  EvoGrad current({.preset = "improved", .validation_point = "current"});
  CHECK(relative_error(estimate(current, state).value, exact(state, ValidationPoint::current)) < 1e-3);
  CHECK(relative_error(estimate(current, state).value, exact(state)) > 1e-2);
}

TEST_CASE("paper: each candidate computes its own context") {
  TinyReweighting holding(/*held=*/true);
  TrainingState holding_state(holding);
  TinyReweighting recomputing(/*held=*/false);
  TrainingState recomputing_state(recomputing);
  EvoGrad paper({.preset = "paper", .sigma = 0.1});
  EvoGrad standard({.sigma = 0.1});
  const auto estimated = estimate(paper, holding_state).value;
  CHECK(test::same_bits(estimated, estimate(standard, recomputing_state).value));
  CHECK_FALSE(test::same_bits(estimated, estimate(standard, holding_state).value));
}

TEST_CASE("calibrated and linear estimates have, in the mean, the size of the exact hypergradient") {
  for (const char* sampling : {"independent", "antithetic"}) {
    for (const char* weights : {"softmax", "linear"}) {
      TinyReweighting task(/*held=*/true);
      TrainingState state(task);
      EvoGrad estimator({.candidates = 4,
                         .temperature = 0.5,
                         .sampling = sampling,
                         .weights = weights,
                         .scale = "calibrated",
                         .validation_point = "current"});
      const auto reference = exact(state, ValidationPoint::current);
      const auto value = mean(estimator, state, 2000);
      CHECK(test::cosine(value, reference) > 0.95);
      CHECK((value.dot(reference) / reference.dot(reference)).item<double>() == Approx(1).epsilon(0.15));
    }
  }
}

TEST_CASE("an uncalibrated estimate says what would calibrate it, and how many directions it has") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  EvoGrad raw({.candidates = 4});
  EvoGrad calibrated({.candidates = 4, .scale = "calibrated"});
  const auto estimated = estimate(raw, state);
  CHECK(relative_error(estimated.value * estimated.calibration, estimate(calibrated, state).value) < 1e-12);
  CHECK(estimated.calibration == Approx(kRate * 0.05 / (1e-6 * 0.75)));
  CHECK(estimated.random_directions == 3);
  EvoGrad paired({.candidates = 4, .sampling = "antithetic"});
  CHECK(estimate(paired, state).random_directions == 2);
}

TEST_CASE("a guided mix is unbiased and noisier than guidance alone") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  EvoGrad mix({.preset = "improved", .candidates = 4, .guidance = 0.5, .guided_step = 1e-3});
  const auto reference = exact(state);
  const double one = relative_error(estimate(mix, state).value, reference);
  CHECK(one > 1e-3);
  CHECK(relative_error(mean(mix, state, 1000), reference) < 0.1);
}

TEST_CASE("guidance within the named parameters is the hypergradient through these parameters alone") {
  analytic::Quadratic task(8, 3, RandomKey(3));
  TrainingState state(task);
  EvoGrad left({.preset = "improved", .perturbed = {"left"}});
  EvoGrad right({.preset = "improved", .perturbed = {"right"}});
  EvoGrad both({.preset = "improved"});
  const auto sum = estimate(left, state).value + estimate(right, state).value;
  CHECK(relative_error(sum, estimate(both, state).value) < 1e-9);
}

TEST_CASE("options that exclude each other are refused with the remedy") {
  CHECK_THROWS_WITH(EvoGrad({.preset = "improved", .candidates = 4}),
                    "'candidates' is 4, but with guidance = 1 all pairs are the same\n  help: set candidates = 2, or "
                    "guidance below 1");
  CHECK_THROWS_AS(EvoGrad({.weights = "linear", .scale = "raw"}), Error);
  CHECK_THROWS_WITH(EvoGrad({.preset = "improved", .validation_point = "merged"}),
                    "guided sampling needs v before the candidates, whose merged point is not known yet\n  help: set "
                    "validation_point = \"auto\"");
}
