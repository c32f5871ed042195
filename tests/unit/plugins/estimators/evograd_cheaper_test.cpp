// EvoGrad's cheaper variants: θ itself as a candidate, and validation losses in place of their gradient.

#include <torch/torch.h>

#include <cmath>

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

BilevelStep bilevel_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = kRate});
}

/// The step after a plain base update of `state`, which has moved.
BilevelStep step_after_update(TinyReweighting& task, TrainingState& state) {
  auto step = bilevel_step(state);
  BaseUpdate update;
  update.theta_before = state.theta.values().clone();
  const torch::NoGradGuard no_grad;
  update.terms = task.network_terms(step.training[0]).detach();
  state.modules.restore();
  torch::Tensor gradient;
  {
    BilevelProblem problem(state, step);
    gradient = problem.train_gradient(problem.theta()).gradient;
  }
  state.theta.values().sub_(gradient, kRate);
  step.base_update = update;
  return step;
}

struct Outcome {
  torch::Tensor value;
  PassCount passes;
};

Outcome estimate(MetaGradientEstimator&& estimator, TrainingState& state, const BilevelStep& step) {
  BilevelProblem problem(state, step);
  auto value = estimator.estimate(problem).value;
  return {value, problem.passes()};
}

double relative_error(const torch::Tensor& value, const torch::Tensor& reference) {
  return ((value - reference).norm() / reference.norm()).item<double>();
}

}  // namespace

TEST_CASE("validation losses of two candidates are the gradient along them up to the third order in sigma") {
  for (const char* point : {"merged", "current", "lookahead"}) {
    TinyReweighting task(/*held=*/true);
    TrainingState state(task);
    const auto step = bilevel_step(state);
    const auto error = [&](double sigma) {
      // A large τ keeps the merged point in the candidates' middle, where the odd derivatives cancel.
      const EvoGradOptions by_gradient{.sigma = sigma, .temperature = 100, .validation_point = point};
      auto by_difference = by_gradient;
      by_difference.validation = "difference";
      const auto reference = estimate(EvoGrad(by_gradient), state, step);
      const auto value = estimate(EvoGrad(by_difference), state, step);
      CHECK(value.passes.backward == reference.passes.backward - 1);
      CHECK(value.passes.in_forwards() == reference.passes.in_forwards() - 1);
      return relative_error(value.value, reference.value);
    };
    INFO(point);
    const double coarse = error(0.01);
    CHECK(coarse < 1e-2);
    CHECK(error(0.005) / coarse == Approx(0.25).epsilon(0.15));
  }
}

TEST_CASE("a validation loss that sees λ keeps its gradient") {
  class Seeing : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    TaskTraits traits() const override { return {.validation_sees_lambda = true}; }
    torch::Tensor validation_loss(const Batch& batch) override {
      return TinyReweighting::validation_loss(batch) * meta_model()->parameters()[0].square().sum();
    }
  };
  Seeing task(/*held=*/true);
  TrainingState state(task);
  const auto step = bilevel_step(state);
  CHECK(test::same_bits(estimate(EvoGrad({.validation = "difference"}), state, step).value,
                        estimate(EvoGrad({}), state, step).value));
}

TEST_CASE("the candidate at θ costs nothing after the base update: with a difference 3F, which makes a step of 6F") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto step = step_after_update(task, state);
  const EvoGradOptions one{.sides = "one", .validation_point = "post-step", .validation = "difference"};
  CHECK(estimate(EvoGrad(one), state, step).passes.in_forwards() == 3);
  auto two = one;
  two.sides = "two";
  two.validation = "gradient";
  CHECK(estimate(EvoGrad(two), state, step).passes.in_forwards() == 5);
}

TEST_CASE("one-sided, the candidates are θ and θ + ε") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto step = bilevel_step(state);
  const auto value =
      estimate(EvoGrad({.sides = "one", .weights = "linear", .validation_point = "current"}), state, step);
  BilevelProblem problem(state, step);
  const Perturbation noise(problem.random_key("perturbation").fold(std::uint64_t{1}), Noise::rademacher, 1e-3,
                           ranges_with_prefix(problem.layout(), {}));
  const auto g = problem.validation_gradient(problem.theta().clone()).gradient;
  const auto ahead = problem.train_lambda_gradient(noise.applied_to(problem.theta())).lambda_gradient;
  const auto here = problem.train_lambda_gradient(problem.theta()).lambda_gradient;
  // Of (1/K) Σ (ε_k − ε̄)(ε_k − ε̄)ᵀ, K = 2, which is ¼ εεᵀ and in the mean ¼ σ² I.
  const auto expected = (ahead - here) * (-kRate * noise.dot(g) / 1e-6);
  CHECK(relative_error(value.value, expected) < 1e-6);
}

TEST_CASE("the mean of each variant is the exact gradient, and one draw differs little from small sigma") {
  struct Variant {
    const char* sides;
    const char* validation;
  };
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  torch::Tensor exact;
  {
    BilevelProblem problem(state, bilevel_step(state));
    const auto [around, point] = problem.expand(ValidationPoint::current);
    exact = problem.mixed_product(around, problem.validation_gradient(point).gradient).mul_(-kRate);
  }
  for (const auto& variant : {Variant{"two", "gradient"}, Variant{"two", "difference"}, Variant{"one", "gradient"},
                              Variant{"one", "difference"}}) {
    INFO("sides " << variant.sides << ", validation " << variant.validation);
    const auto drawn = [&](std::uint64_t draw, double sigma) {
      const auto step = make_step(state, {.run = RandomKey(draw), .base_learning_rate = kRate});
      BilevelProblem problem(state, step);
      EvoGrad estimator(
          {.sigma = sigma, .sides = variant.sides, .validation_point = "current", .validation = variant.validation});
      return estimator.estimate(problem).calibrated();
    };
    constexpr int draws = 4000;
    auto mean = torch::zeros_like(exact);
    double square = 0;
    for (std::uint64_t draw = 0; draw < draws; ++draw) {
      const auto value = drawn(draw, 0.01);
      mean += value / draws;
      square += value.square().sum().item<double>() / draws;
    }
    const auto length = mean.norm().item<double>();
    const double deviation = std::sqrt((square - length * length) / draws) / exact.norm().item<double>();
    CHECK(deviation < 0.05);
    CHECK(mean.dot(exact).item<double>() / length / exact.norm().item<double>() > 0.999);
    CHECK(relative_error(mean, exact) < 3 * deviation);

    double at_001 = 0, at_0001 = 0;
    for (std::uint64_t draw = 0; draw < 200; ++draw) {
      const auto limit = drawn(draw, 1e-5);
      at_001 += relative_error(drawn(draw, 0.01), limit) / 200;
      at_0001 += relative_error(drawn(draw, 0.001), limit) / 200;
    }
    CHECK(at_001 < 0.06);
    CHECK(at_0001 < 0.006);
  }
}

TEST_CASE("what the cheaper variants cannot be combined with is refused with the remedy") {
  CHECK_THROWS_AS(EvoGrad({.preset = "paper", .validation = "difference"}), Error);
}
