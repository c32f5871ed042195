#include <fmt/core.h>
#include <torch/types.h>

#include <algorithm>
#include <memory>

#include "evograd/analytic/quadratic.hpp"
#include "framework/check/fixtures/estimator_fixture.hpp"
#include "framework/check/fixtures/fixture_problems.hpp"
#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/fixtures/process_state.hpp"
#include "framework/check/suites/suites.hpp"

namespace evograd::host::check {
namespace {

using analytic::Quadratic;

constexpr std::int64_t parameters = 11;
constexpr std::int64_t meta_parameters = 3;

std::shared_ptr<Quadratic> quadratic(const Context& context) {
  return std::make_shared<Quadratic>(parameters, meta_parameters, context.key.fold("quadratic"));
}

EstimatorFixture fixture(const Context& context) {
  EstimatorFixture made(context, quadratic(context));
  require_estimates(made);
  return made;
}

void has_the_shape_of_lambda(Context& context) {
  auto made = fixture(context);
  require_form(made, made.estimate(0).value);
}

void is_finite(Context& context) {
  auto made = fixture(context);
  for (std::int64_t step = 0; step < 20; ++step) {
    expect(torch::isfinite(made.estimate(step).value).all().item<bool>(),
           fmt::format("the value is not finite at step {}", step));
  }
}

void is_detached(Context& context) {
  auto made = fixture(context);
  expect(!made.estimate(0).value.requires_grad(), "the value has an autograd graph; return value.detach()");
}

void keeps_padding_zero(Context& context) {
  auto made = fixture(context);
  const auto value = made.estimate(0).value;
  const auto& layout = made.state().lambda.layout();
  auto numbers = value.clone();
  for (const auto& segment : layout.segments()) layout.view(numbers, segment).zero_();
  expect(numbers.eq(0).all().item<bool>(), "the value is not zero in the padding between meta-parameters");
}

void estimator_leaves_parameters_alone(Context& context) {
  auto made = fixture(context);
  auto& state = made.state();
  const auto theta = state.theta.values().detach().clone();
  const auto lambda = state.lambda.values().detach().clone();
  const bool theta_tracked = state.theta.requires_grad(), lambda_tracked = state.lambda.requires_grad();
  // Not through the fixture, which restores θ.
  auto bilevel_step = make_step(state, {.run = context.key,
                                        .base_learning_rate = EstimatorFixture::learning_rate,
                                        .training_batches = made.needs().training_batches});
  if (made.needs().base_rule) bilevel_step.base_rule = BaseRule{.learning_rate = EstimatorFixture::learning_rate};
  if (made.needs().validation_point == ValidationPoint::post_step) bilevel_step.base_update = BaseUpdate{theta.clone()};
  auto kept = made.new_state();
  BilevelProblem problem(state, std::move(bilevel_step), &kept);
  const auto& entry = entry_of<EstimatorEntry>(context);
  entry.make(entry.description.small)->estimate(problem);
  expect(torch::equal(theta, state.theta.values()), "the parameters have changed");
  expect(torch::equal(lambda, state.lambda.values()), "the meta-parameters have changed");
  expect(theta_tracked == state.theta.requires_grad() && lambda_tracked == state.lambda.requires_grad(),
         "requires_grad has changed");
}

void estimator_leaves_the_process_alone(Context& context) {
  auto made = fixture(context);
  made.estimate(0);  // lets LibTorch initialise what it starts once
  const ProcessState before;
  made.estimate(1);
  const auto changes = before.changes();
  expect(changes.empty(), "an estimate changes " + listed(changes) +
                              "; draw from BilevelProblem::random_key() and use guards for modes");
}

void is_a_function_of_seed_and_step(Context& context) {
  auto made = fixture(context);
  const auto first = made.estimate(3).value;
  torch::manual_seed(12345);
  const auto again = made.estimate(3).value;
  expect(torch::equal(first, again), "a new estimator returns different bits for the same seed and step");
  EstimatorFixture other(context, std::make_shared<Quadratic>(parameters + 5, meta_parameters + 2, RandomKey(99)));
  other.estimate(0);
  expect(torch::equal(first, made.estimate(3).value),
         "the value depends on what another instance computed before; do not keep state outside the object");
}

/// λ does not enter the training loss.
class WithoutLambda : public Quadratic {
 public:
  using Quadratic::Quadratic;
  torch::Tensor training_loss(const Batch&) override { return 0.5 * torch::cat(model_->parameters()).square().sum(); }
};

void gives_zeros_where_lambda_has_no_say(Context& context) {
  EstimatorFixture made(context, std::make_shared<WithoutLambda>(parameters, meta_parameters, context.key));
  require_estimates(made);
  if (made.estimand() == Estimand::none) throw Skip("it is a control");
  const auto value = made.estimate(0).value;
  expect(value.defined(), "the value is undefined; BilevelProblem::zero_meta_gradient() returns one of the right form");
  const auto& layout = made.state().lambda.layout();
  expect(layout.view(value, layout.segments().front()).eq(0).all().item<bool>(),
         "the value is not zero when the training loss does not depend on the meta-parameters");
}

/// Throws on the n-th evaluation of a loss.
class Throwing : public Quadratic {
 public:
  using Quadratic::Quadratic;
  struct Thrown : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  struct NoException {};
  int left = -1;  // never
  bool as_exception = true;
  int asked = 0;

  torch::Tensor training_loss(const Batch& batch) override { return count(), Quadratic::training_loss(batch); }
  torch::Tensor validation_loss(const Batch& batch) override { return count(), Quadratic::validation_loss(batch); }

 private:
  void count() {
    ++asked;
    if (left < 0 || left-- > 0) return;
    if (as_exception) throw Thrown("the task threw");
    throw NoException();
  }
};

void lets_exceptions_pass(Context& context) {
  const auto task = std::make_shared<Throwing>(parameters, meta_parameters, context.key);
  EstimatorFixture made(context, task);
  require_estimates(made);
  made.estimate(0);
  const auto calls = task->asked;
  const auto theta = made.state().theta.values().detach().clone();
  const auto expected = made.estimate(2).value;
  const ProcessState process;
  // If there are many calls, a sample of them, including the first and the last: a complete estimate follows each.
  constexpr int most = 16;
  const int points = std::min(calls, most);
  for (int i = 0; i < 2 * points; ++i) {
    const int call = calls <= most ? i / 2 : i / 2 * (calls - 1) / (most - 1);
    task->left = call;
    task->as_exception = i % 2 == 0;
    bool passed = false;
    try {
      made.estimate(2);
    } catch (const Throwing::Thrown&) {
      passed = task->as_exception;
    } catch (const Throwing::NoException&) {
      passed = !task->as_exception;
    }
    task->left = -1;
    expect(passed, fmt::format("the exception that the task throws at call {} of its losses does not reach the host",
                               call + 1));
    expect(torch::equal(theta, made.state().theta.values()), "the parameters have changed after an exception");
    expect(torch::equal(expected, made.estimate(2).value), "the estimate after an exception is different");
  }
  const auto changes = process.changes();
  expect(changes.empty(), "exceptions change " + listed(changes) + "; use guards, whose destructors restore modes");
}

void needs_no_more_than_it_says(Context& context) {
  const auto needs = fixture(context).needs();
  if (needs.hessian_products) throw Skip("it declares that it differentiates twice");
  const auto second_order = [&](std::shared_ptr<analytic::AnalyticTask> task) {
    EstimatorFixture made(context, std::move(task));
    PassCount passes;
    auto kept = made.new_state();
    made.estimate_by(*made.made(), kept, 0, &passes);
    return passes.second_order > 0;
  };
  expect(needs.second_order || !second_order(quadratic(context)),
         "it differentiates twice through the network when the meta-parameters act inside it; declare it in "
         "EstimatorNeeds::second_order, so that tasks without second derivatives are refused up front");
  expect(!second_order(std::make_shared<WeightedLeastSquares>(parameters, meta_parameters, context.key)),
         "it differentiates twice through the network when the meta-parameters act after it; declare it in "
         "EstimatorNeeds::hessian_products");
}

/// A resumed run has a new estimator and the state from the checkpoint.
void goes_from_its_state_alone(Context& context) {
  const auto problem = std::make_shared<PiecewiseQuadratic>(parameters, meta_parameters, context.key.fold("quadratic"),
                                                            std::vector<Piece>{{0, 6}, {6, parameters - 6}});
  EstimatorFixture made(context, problem);
  require_estimates(made);
  const auto straight = made.made();
  auto kept = made.new_state();
  const auto versions = [&] {
    std::vector<std::int64_t> all;
    for (const auto& entry : kept.entries()) all.push_back(static_cast<std::int64_t>(entry.tensor._version()));
    return all;
  };
  const auto unwritten = versions();
  for (std::int64_t step = 1; step <= 8; ++step) {
    problem->scale_validation_loss(
        1 + 0.25 * static_cast<double>(step));  // otherwise an average of the past equals the current value
    auto checkpoint = made.new_state();
    checkpoint.copy_from(kept);
    const auto expected = made.estimate_by(*straight, kept, step).value;
    const auto resumed = made.estimate_by(*made.made(), checkpoint, step).value;
    expect(
        torch::equal(expected, resumed),
        fmt::format(
            "at step {} a new instance with the kept state returns a different value than the one that continued, so a "
            "resumed run ends with different bits; do not keep state in members, declare it in EstimatorNeeds::state",
            step));
  }
  const auto written = versions();
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto& name = kept.entries()[i].declaration.name;
    expect(written[i] != unwritten[i], fmt::format("it declares the state '{}' but does not write to it; write in "
                                                   "place, e.g. problem.state(\"{}\").copy_(value)",
                                                   name, name));
  }
}

}  // namespace

std::vector<Check> estimator_contract_checks() {
  return {
      {"estimator/shape", Level::contract, "The value is defined, in the layout, dtype and device of λ.",
       has_the_shape_of_lambda},
      {"estimator/finite", Level::contract, "The value is finite.", is_finite},
      {"estimator/detached", Level::contract, "The value has no autograd graph.", is_detached},
      {"estimator/padding", Level::contract, "The value is zero in the padding of the flat layout.",
       keeps_padding_zero},
      {"estimator/parameters", Level::contract, "θ, λ and their requires_grad are unchanged.",
       estimator_leaves_parameters_alone},
      {"estimator/process", Level::contract,
       "An estimate leaves grad mode, default dtype, number of threads and the global generator unchanged.",
       estimator_leaves_the_process_alone},
      {"estimator/repeatable", Level::contract,
       "The estimate of a new instance is a function of problem, seed and step, bit for bit.",
       is_a_function_of_seed_and_step},
      {"estimator/resume", Level::contract,
       "A new instance with the state that it declares continues bit for bit, as a resumed run does.",
       goes_from_its_state_alone},
      {"estimator/unused", Level::contract, "If λ does not enter the training loss, the value is zero.",
       gives_zeros_where_lambda_has_no_say},
      {"estimator/exceptions", Level::contract,
       "An exception from a task passes through and does not affect the next estimate.", lets_exceptions_pass},
      {"estimator/needs", Level::contract, "It differentiates twice only if needs() declares it.",
       needs_no_more_than_it_says},
  };
}

}  // namespace evograd::host::check
