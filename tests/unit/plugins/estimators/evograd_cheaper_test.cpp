// EvoGrad's cheaper variants: one side of the guided pair, and validation losses in the place of their gradient.

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "plugins/estimators/evograd/evograd.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using test::TinyReweighting;

namespace {

constexpr double kRate = 0.1;

BilevelStep moment(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = kRate});
}

/// The moment after a plain base update of `state`, which has moved.
BilevelStep moment_after_update(TinyReweighting& task, TrainingState& state) {
  auto step = moment(state);
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

TEST_CASE("one guided side: exact with an error of first order, one pass after the base update") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto step = moment_after_update(task, state);
  torch::Tensor exact;
  {
    BilevelProblem problem(state, step);
    exact = exact_one_step(problem, ValidationPoint::post_step).value;
  }
  const auto coarse = estimate(EvoGrad({.preset = "improved", .guided_step = 2e-3, .sides = "one"}), state, step);
  const auto fine = estimate(EvoGrad({.preset = "improved", .guided_step = 1e-3, .sides = "one"}), state, step);
  const double error = relative_error(coarse.value, exact);
  CHECK(error < 1e-2);
  CHECK(relative_error(fine.value, exact) / error == Approx(0.5).epsilon(0.05));
  CHECK(fine.passes.in_forwards() == 4);  // the validation gradient and one candidate
}

TEST_CASE("improved leaves a side out where the other is free, and only there") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto without_update = moment(state);
  CHECK(test::same_bits(estimate(EvoGrad({.preset = "improved"}), state, without_update).value,
                        estimate(EvoGrad({.preset = "improved", .sides = "two"}), state, without_update).value));
  const auto step = moment_after_update(task, state);
  const auto improved = estimate(EvoGrad({.preset = "improved"}), state, step);
  CHECK(test::same_bits(improved.value, estimate(EvoGrad({.preset = "improved", .sides = "one"}), state, step).value));
  CHECK(improved.passes.in_forwards() == 4);
  CHECK(estimate(EvoGrad({.preset = "improved", .sides = "two"}), state, step).passes.in_forwards() == 5);
}

TEST_CASE("one side is allowed where λ acts inside, with its error of first order") {
  analytic::Quadratic task(8, 3, RandomKey(3));
  TrainingState state(task);
  const auto step = moment(state);
  BilevelProblem problem(state, step);
  const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
  const auto error = [&](double size) {
    return relative_error(
        estimate(EvoGrad({.preset = "improved", .guided_step = size, .sides = "one"}), state, step).value, exact);
  };
  const double coarse = error(0.01);
  CHECK(coarse < 1e-2);
  CHECK(error(0.005) / coarse == Approx(0.5).epsilon(0.05));
}

TEST_CASE("validation losses of two candidates are the gradient's slope up to the third order in sigma") {
  for (const char* point : {"merged", "current", "lookahead"}) {
    TinyReweighting task(/*held=*/true);
    TrainingState state(task);
    const auto step = moment(state);
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
    bool validation_sees_meta_parameters() const override { return true; }
    torch::Tensor validation_loss(const Batch& batch) override {
      return TinyReweighting::validation_loss(batch) * meta_model()->parameters()[0].square().sum();
    }
  };
  Seeing task(/*held=*/true);
  TrainingState state(task);
  const auto step = moment(state);
  CHECK(test::same_bits(estimate(EvoGrad({.validation = "difference"}), state, step).value,
                        estimate(EvoGrad({}), state, step).value));
}

TEST_CASE("what the cheaper variants cannot be combined with is refused with the remedy") {
  CHECK_THROWS_WITH(EvoGrad({.sides = "one"}),
                    "'sides' is \"one\", but only a perturbation along v alone has a side to leave out\n  help: set "
                    "sampling = \"guided\" and guidance = 1, or leave sides out");
  CHECK_THROWS_WITH(EvoGrad({.preset = "improved", .validation = "difference"}),
                    "'validation' is \"difference\", but guided sampling follows the validation gradient\n  help: set "
                    "validation = \"gradient\"");
  CHECK_THROWS_AS(EvoGrad({.preset = "paper", .validation = "difference"}), Error);
}
