#include "plugins/estimators/t1-t2/t1_t2.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace estimators;
using namespace evograd;
using test::TinyReweighting;

namespace {

constexpr double kRate = 0.1;

MetaGradient estimate(TrainingState& state, const T1T2Options& options, BilevelStep step) {
  T1T2 estimator(options);
  BilevelProblem problem(state, std::move(step));
  return estimator.estimate(problem);
}

BilevelStep bilevel_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = kRate});
}

}  // namespace

TEST_CASE("T1–T2 reproduces the golden values of the re-weighting problem") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  const auto batch = task.training_batch(0, 0);
  const auto terms = task.network_terms(batch).detach();
  CHECK(test::largest_difference(terms, test::vector({0.9136074102919, 1.196966516963, 1.18579771849, 0.8375253189131,
                                                      1.163743964679, 1.052121017777})) < 1e-12);
  CHECK(test::largest_difference(task.weights(terms).detach(),
                                 test::vector({0.8894539778368, 0.9133974502049, 0.912549815066, 0.882103456316,
                                               0.9108540292256, 0.9018086931605})) < 1e-12);
  CHECK(problem.train_loss(problem.theta()) == Approx(1.06015464758074).epsilon(1e-13));

  for (const char* product : {"forward-mode", "double-backward"}) {
    const auto result = estimate(state, {.product = product}, bilevel_step(state));
    CHECK(result.log[0].second == Approx(1.28274711557377).epsilon(1e-13));
    const auto golden = state.lambda.layout().pack(
        {test::vector({-8.3845498912e-06, -3.55130579334e-05, -4.10998215721e-05, 0}).view({4, 1}),
         test::vector({5.52362890618e-05, 0.000233955258056, 0.000270760106888, 0}),
         test::vector({6.93228783368e-05, 9.2849838007e-05, 0.00012979566272, 0}).view({1, 4}),
         test::vector({0.000278031283645})},
        state.lambda.values().options());
    CHECK(test::largest_difference(result.value, golden) < 1e-14);
  }
}

TEST_CASE("lookahead is the derivative of the validation loss after one step, by finite differences") {
  for (const bool batch_norm : {false, true}) {
    TinyReweighting task(/*held=*/true, batch_norm);
    TrainingState state(task);
    const auto after_one_step = [&] {
      BilevelProblem problem(state, bilevel_step(state));
      const auto gradient = problem.train_gradient(problem.theta()).gradient;
      return problem.validation_loss(problem.theta() - kRate * gradient);
    };
    auto differences = torch::zeros_like(state.lambda.values());
    constexpr double h = 1e-4;
    for (std::int64_t i = 0; i < differences.numel(); ++i) {
      const double kept = state.lambda.values()[i].item<double>();
      state.lambda.values()[i] = kept + h;
      const double above = after_one_step();
      state.lambda.values()[i] = kept - h;
      const double below = after_one_step();
      state.lambda.values()[i] = kept;
      differences[i] = (above - below) / (2 * h);
    }
    const auto exact = estimate(state, {}, bilevel_step(state)).value;
    CHECK(test::largest_difference(exact, differences) < 1e-6 * exact.abs().max().item<double>() + 1e-10);
  }
}

TEST_CASE("inside the network it is the quadratic's oracle") {
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  const auto exact = estimate(state, {}, bilevel_step(state)).value;
  CHECK(test::largest_difference(exact.narrow(0, 0, 4), task.one_step_hypergradient(kRate)) < 1e-12);
}

TEST_CASE("post-step expands around the point before the base update and takes v at the point after it") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  const auto expected = estimate(state, {.validation_point = "lookahead"}, bilevel_step(state)).value;

  auto step = bilevel_step(state);
  const auto terms = task.network_terms(step.training[0]);
  step.base_update = BaseUpdate{state.theta.values().clone(), terms.detach()};
  {
    BilevelProblem problem(state, bilevel_step(state));
    const auto gradient = problem.train_gradient(problem.theta()).gradient;
    const torch::NoGradGuard no_grad;
    state.theta.values().sub_(gradient, kRate);  // a plain gradient step, so post-step and lookahead are one
  }
  T1T2 estimator({.validation_point = "post-step"});
  CHECK(estimator.needs().validation_point == ValidationPoint::post_step);
  BilevelProblem problem(state, step);
  CHECK(test::largest_difference(estimator.estimate(problem).value, expected) < 1e-14);
  CHECK(problem.passes().in_forwards() == 6);  // v and the tangent; the base update left the rest

  CHECK_THROWS_AS(estimate(state, {.validation_point = "post-step"}, bilevel_step(state)), Error);
}

TEST_CASE("v at the present point costs no lookahead") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  T1T2 estimator({.validation_point = "current"});
  BilevelProblem problem(state, bilevel_step(state));
  estimator.estimate(problem);
  CHECK(problem.passes().backward == 1);
}
