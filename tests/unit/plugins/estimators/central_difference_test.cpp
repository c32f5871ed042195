#include "plugins/estimators/central-difference/central_difference.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/exact_one_step.hpp"
#include "framework/optimizer/flat_optimizer.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace estimators;
using namespace evograd;
using test::TinyReweighting;

namespace {

BilevelStep bilevel_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1});
}

/// The relative error against the exact hypergradient.
double error(TrainingState& state, const CentralDifferenceOptions& options) {
  CentralDifference estimator(options);
  BilevelProblem problem(state, bilevel_step(state));
  const auto estimate = estimator.estimate(problem).value;
  BilevelProblem reference(state, bilevel_step(state));
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
  auto step = bilevel_step(state);
  step.base_update = BaseUpdate{state.theta.values().clone(), task.network_terms(step.training[0]).detach()};
  CentralDifference estimator({.sides = "one"});
  BilevelProblem problem(state, step);
  estimator.estimate(problem);
  CHECK(problem.passes().in_forwards() == 4);
}

TEST_CASE("automatic sides leave one out where the other is free, and only there") {
  TinyReweighting task(true);
  TrainingState state(task);
  const auto passes_of = [&](const BilevelStep& step, const char* sides) {
    CentralDifference estimator({.sides = sides});
    BilevelProblem problem(state, step);
    const auto value = estimator.estimate(problem).value;
    return std::pair(value, problem.passes().in_forwards());
  };
  const auto before = bilevel_step(state);
  CHECK(test::same_bits(passes_of(before, "auto").first, passes_of(before, "two").first));
  auto after = bilevel_step(state);
  after.base_update = BaseUpdate{state.theta.values().clone(), task.network_terms(after.training[0]).detach()};
  CHECK(test::same_bits(passes_of(after, "auto").first, passes_of(after, "one").first));
  CHECK(passes_of(after, "auto").second == 4);
}

TEST_CASE("within named parameters it is the hypergradient through these parameters alone") {
  analytic::Quadratic task(8, 3, RandomKey(3));
  TrainingState state(task);
  const auto through = [&](std::vector<std::string> parameters) {
    CentralDifference estimator({.parameters = std::move(parameters)});
    BilevelProblem problem(state, bilevel_step(state));
    return estimator.estimate(problem).value;
  };
  const auto both = through({});
  CHECK((through({"left"}) + through({"right"}) - both).norm().item<double>() < 1e-9 * both.norm().item<double>());
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
  BilevelProblem problem(state, bilevel_step(state));
  CHECK(estimator.estimate(problem).value.abs().max().item<double>() == 0);
}

TEST_CASE("preconditioned it is the derivative through the base optimizer's own update, by differences") {
  constexpr double kRate = 0.1;
  for (const char* kind : {"adam", "adamw", "sgd"}) {
    TinyReweighting task(/*held=*/true);
    TrainingState state(task);
    auto options = host::parse_optimizer(kind, {{"lr", kRate}, {"weight_decay", 0.05}});
    const bool adaptive = options.kind != "sgd";
    if (!adaptive) {
      options.momentum = 0.9;
      options.nesterov = true;
    }
    const auto theta = state.theta.values().clone();
    const auto present_gradient = [&] {
      BilevelProblem problem(state, bilevel_step(state));
      return problem.train_gradient(problem.theta()).gradient;
    };
    // An optimizer with a past of two fixed gradients, θ as before.
    const auto with_past = [&] {
      auto optimizer = std::make_unique<host::FlatOptimizer>(options, state.theta, 10);
      for (int step = 0; step < 2; ++step) {
        state.theta.gradients().copy_(torch::sin(torch::arange(theta.numel(), torch::kFloat64) + step));
        optimizer->step(step);
        const torch::NoGradGuard no_grad;
        state.theta.values().copy_(theta);
      }
      return optimizer;
    };
    const auto after_update = [&] {
      const auto gradient = present_gradient();
      const auto optimizer = with_past();
      state.theta.gradients().copy_(gradient);
      optimizer->step(2);
      const torch::NoGradGuard no_grad;
      const auto moved = state.theta.values().clone();
      state.theta.values().copy_(theta);
      BilevelProblem problem(state, bilevel_step(state));
      return std::pair(problem.validation_loss(moved), moved);
    };
    auto differences = torch::zeros_like(state.lambda.values());
    constexpr double h = 1e-4;
    for (std::int64_t i = 0; i < differences.numel(); ++i) {
      const double kept = state.lambda.values()[i].item<double>();
      state.lambda.values()[i] = kept + h;
      const double above = after_update().first;
      state.lambda.values()[i] = kept - h;
      const double below = after_update().first;
      state.lambda.values()[i] = kept;
      differences[i] = (above - below) / (2 * h);
    }

    auto step = bilevel_step(state);
    step.base_update = BaseUpdate{theta, task.network_terms(step.training[0]).detach(), present_gradient()};
    step.base_rule = with_past()->rule(2);
    const auto moved = after_update().second;
    {
      const torch::NoGradGuard no_grad;
      state.theta.values().copy_(moved);
    }
    CentralDifference estimator({.relative_step = 1e-3, .precondition = "base-optimizer"});
    CHECK(estimator.needs().base_rule);
    BilevelProblem problem(state, step);
    const auto estimate = estimator.estimate(problem).value;
    INFO(kind);
    CHECK((estimate - differences).norm().item<double>() < 1e-4 * differences.norm().item<double>());
    CentralDifference plain({});
    BilevelProblem again(state, step);
    const double size = (plain.estimate(again).value.norm() / differences.norm()).item<double>();
    if (adaptive) CHECK(std::abs(size - 1) > 0.1);  // a plain gradient step is another update
  }
}
