#include <torch/torch.h>

#include <cmath>

#include "diagonal.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "plugins/estimators/evograd/evograd.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace estimators;
using namespace evograd;
using test::TinyReweighting;

namespace {

constexpr double kRate = 0.1;

BilevelStep bilevel_step(TrainingState& state, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(1), .step = step, .base_learning_rate = kRate});
}

MetaGradient estimate(MetaGradientEstimator& estimator, TrainingState& state, std::int64_t step = 0) {
  BilevelProblem problem(state, bilevel_step(state, step));
  return estimator.estimate(problem);
}

torch::Tensor exact(TrainingState& state, ValidationPoint where = ValidationPoint::lookahead) {
  BilevelProblem problem(state, bilevel_step(state));
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
  for (const std::string sampling : {"independent", "antithetic", "one-sided"}) {
    for (const char* weights : {"softmax", "linear"}) {
      TinyReweighting task(/*held=*/true);
      TrainingState state(task);
      EvoGrad estimator({.candidates = 4,
                         .temperature = 0.5,
                         .sampling = sampling == "antithetic" ? sampling : "independent",
                         .sides = sampling == "one-sided" ? "one" : "two",
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

TEST_CASE("what was preset = \"improved\" is refused with the estimator that does it") {
  CHECK_THROWS_WITH(EvoGradOptions::schema().parse({{"preset", "improved"}}),
                    "'preset' is \"improved\", which was removed: the perturbation along the validation gradient is a "
                    "separate estimator: [estimator] use = \"central-difference\"; its defaults correspond to the "
                    "former preset = \"improved\"");
  CHECK_THROWS_AS(EvoGradOptions::schema().parse({{"sampling", "guided"}}), Error);
}

TEST_CASE("options that exclude each other are refused with the remedy") {
  CHECK_THROWS_AS(EvoGrad({.weights = "linear", .scale = "raw"}), Error);
  CHECK_THROWS_WITH(EvoGrad({.sampling = "antithetic", .sides = "one"}),
                    "'sides' is \"one\", but antithetic perturbations come in pairs +ε, −ε\n  help: set sampling = "
                    "\"independent\", or omit sides");
  CHECK_THROWS_WITH(
      EvoGrad({.candidates = 3, .sampling = "antithetic"}),
      "'candidates' is 3, must be even: perturbations come in pairs +ε, −ε\n  help: set candidates = 4, or "
      "sampling = \"independent\"");
}

TEST_CASE("calibration leaves what λ does to the validation loss itself as it is") {
  test::Diagonal task(torch::tensor({1.0, 2.0, 3.0}, torch::kFloat64), /*direct=*/0.5);
  TrainingState state(task);
  EvoGrad raw({.candidates = 4});
  EvoGrad calibrated({.candidates = 4, .scale = "calibrated"});
  const auto estimated = estimate(raw, state);
  CHECK(estimated.calibration > 100);
  CHECK(relative_error(estimated.calibrated(), estimate(calibrated, state).value) < 1e-9);
}
