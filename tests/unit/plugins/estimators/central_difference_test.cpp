#include "plugins/estimators/central-difference/central_difference.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using test::TinyReweighting;

namespace {

BilevelStep moment(TrainingState& state) { return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}); }

/// The relative error against the exact hypergradient.
double error(TrainingState& state, const CentralDifferenceOptions& options) {
  CentralDifference estimator(options);
  BilevelProblem problem(state, moment(state));
  const auto estimate = estimator.estimate(problem).value;
  BilevelProblem reference(state, moment(state));
  const auto exact = exact_one_step(reference, ValidationPoint::lookahead).value;
  return ((estimate - exact).norm() / exact.norm()).item<double>();
}

}  // namespace

TEST_CASE("after the network: the error is of second order with two sides and of first order with one") {
  for (const bool held : {false, true}) {
    TinyReweighting task(held, /*batch_norm=*/true);
    TrainingState state(task);
    const double coarse = error(state, {.relative_step = 0.02});
    CHECK(coarse < 1e-2);
    CHECK(error(state, {.relative_step = 0.01}) / coarse == Approx(0.25).epsilon(0.1));
    const double one_sided = error(state, {.relative_step = 0.02, .sides = "one"});
    CHECK(error(state, {.relative_step = 0.01, .sides = "one"}) / one_sided == Approx(0.5).epsilon(0.1));
  }
}

TEST_CASE("inside the network: on the quadratic, whose mixed derivative is linear in θ, it is exact") {
  analytic::Quadratic task(8, 3, RandomKey(3));
  TrainingState state(task);
  CHECK(error(state, {}) < 1e-9);
  CHECK(error(state, {.sides = "one"}) < 0.05);
}

TEST_CASE("with one side after the base update it costs one training pass") {
  TinyReweighting task(true);
  TrainingState state(task);
  auto step = moment(state);
  step.base_update = BaseUpdate{state.theta.values().clone(), task.network_terms(step.training[0]).detach()};
  CentralDifference estimator({.sides = "one"});
  BilevelProblem problem(state, step);
  estimator.estimate(problem);
  CHECK(problem.passes().in_forwards() == 4);
}

TEST_CASE("a validation gradient of zero gives zero") {
  class Flat : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    torch::Tensor validation_loss(const Batch& batch) override { return 0 * TinyReweighting::validation_loss(batch); }
  };
  Flat task(true);
  TrainingState state(task);
  CentralDifference estimator({});
  BilevelProblem problem(state, moment(state));
  CHECK(estimator.estimate(problem).value.abs().max().item<double>() == 0);
}
