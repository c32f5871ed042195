#include "plugins/estimators/unrolled/unrolled.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"
#include "tests/unit/plugins/estimators/diagonal.hpp"

using namespace estimators;
using namespace evograd;
using test::logged;

namespace {

constexpr double kRate = 0.4;  // large, so that the Hessian's share in the hypergradient is

/// The re-weighting problem with another batch for every inner step.
class Batches : public test::TinyReweighting {
 public:
  using TinyReweighting::TinyReweighting;
  Batch training_batch(std::int64_t step, std::int64_t index) override {
    auto batch = TinyReweighting::training_batch(step, index);
    batch.set("x", batch["x"] * (1 + 0.3 * static_cast<double>(index)) + 0.1 * static_cast<double>(index));
    return batch;
  }
};

BilevelStep bilevel_step(TrainingState& state, std::int64_t batches, double rate = kRate) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = rate, .training_batches = batches});
}

BaseRule descent(double rate, double momentum = 0, bool nesterov = false, double weight_decay = 0) {
  BaseRule rule;
  rule.learning_rate = rate;
  rule.momentum = momentum;
  rule.nesterov = nesterov;
  rule.weight_decay = weight_decay;
  return rule;
}

MetaGradient estimate(TrainingState& state, const UnrolledOptions& options, BilevelStep step) {
  Unrolled estimator(options);
  BilevelProblem problem(state, std::move(step));
  return estimator.estimate(problem);
}

/// ℓ_V after `steps` steps of torch::optim::SGD's rule, written down as its manual does.
double after(TrainingState& state, const BilevelStep& step, std::int64_t steps, const BaseRule& rule) {
  BilevelProblem problem(state, step);
  auto point = problem.theta().clone();
  auto buffer = rule.velocity.defined() ? rule.velocity.clone() : torch::zeros_like(point);
  for (std::int64_t i = 0; i < steps; ++i) {
    const auto gradient = problem.train_gradient(point, i).gradient + rule.weight_decay * point;
    buffer = rule.momentum * buffer + gradient;
    point = point - rule.learning_rate * (rule.nesterov ? gradient + rule.momentum * buffer : buffer);
  }
  return problem.validation_loss(point);
}

torch::Tensor differences(TrainingState& state, const BilevelStep& step, std::int64_t steps, const BaseRule& rule) {
  auto all = torch::zeros_like(state.lambda.values());
  constexpr double h = 1e-4;
  for (const auto& segment : state.lambda.layout().segments()) {
    for (std::int64_t i = segment.offset; i < segment.offset + segment.size; ++i) {
      const double kept = state.lambda.values()[i].item<double>();
      state.lambda.values()[i] = kept + h;
      const double above = after(state, step, steps, rule);
      state.lambda.values()[i] = kept - h;
      const double below = after(state, step, steps, rule);
      state.lambda.values()[i] = kept;
      all[i] = (above - below) / (2 * h);
    }
  }
  return all;
}

/// Central differences with h = 1e-4 in double precision: rounding 1e-12, the difference's own error 1e-8 of the scale.
void check_equal(const torch::Tensor& exact, const torch::Tensor& differences) {
  CHECK(test::largest_difference(exact, differences) < 1e-6 * exact.abs().max().item<double>() + 1e-10);
}

}  // namespace

TEST_CASE("unrolled: N plain steps on N batches, by finite differences") {
  for (const bool batch_norm : {false, true}) {
    for (const std::int64_t steps : {1, 2, 5}) {
      Batches task(/*held=*/true, batch_norm);
      TrainingState state(task);
      const auto step = bilevel_step(state, steps);
      check_equal(estimate(state, {.steps = steps}, step).value, differences(state, step, steps, descent(kRate)));
    }
  }
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  const auto step = bilevel_step(state, 4, 0.1);
  check_equal(estimate(state, {.steps = 4}, step).value, differences(state, step, 4, descent(0.1)));
}

TEST_CASE("unrolled: momentum, Nesterov's form, weight decay and a velocity at the start, by finite differences") {
  struct Case {
    double momentum;
    bool nesterov;
    double weight_decay;
    bool moving;
  };
  for (const auto& [momentum, nesterov, weight_decay, moving] :
       {Case{0.9, false, 0, false}, Case{0.9, false, 0, true}, Case{0.9, true, 0, true}, Case{0, false, 0.1, false},
        Case{0.8, false, 0.1, true}, Case{0.8, true, 0.1, true}, Case{0.8, true, 0.1, false}}) {
    CAPTURE(momentum, nesterov, weight_decay, moving);
    Batches task(/*held=*/true, /*batch_norm=*/true);
    TrainingState state(task);
    auto rule = descent(0.2, momentum, nesterov, weight_decay);
    if (moving) rule.velocity = 0.3 * torch::cos(7 * state.theta.values());
    auto step = bilevel_step(state, 3, 0.2);
    step.base_rule = rule;
    const auto kept = rule.velocity.defined() ? rule.velocity.clone() : torch::Tensor();
    const auto exact = estimate(state, {.steps = 3, .inner_rule = "base"}, step).value;
    check_equal(exact, differences(state, step, 3, rule));
    if (moving) CHECK(test::same_bits(rule.velocity, kept));
  }
  analytic::Quadratic task(9, 4, RandomKey(2));
  TrainingState state(task);
  auto step = bilevel_step(state, 4, 0.1);
  step.base_rule = descent(0.1, 0.9, true, 0.1);
  check_equal(estimate(state, {.steps = 4, .inner_rule = "base"}, step).value,
              differences(state, step, 4, *step.base_rule));
}

TEST_CASE("unrolled: one plain step is T1–T2 with lookahead") {
  for (const bool batch_norm : {false, true}) {
    Batches task(/*held=*/true, batch_norm);
    TrainingState state(task);
    BilevelProblem problem(state, bilevel_step(state, 1));
    const auto one_step = exact_one_step(problem, ValidationPoint::lookahead).value;
    CHECK(test::largest_difference(estimate(state, {.steps = 1}, bilevel_step(state, 1)).value, one_step) < 1e-16);
  }
}

TEST_CASE("unrolled: truncation keeps the last summands of the adjoint") {
  constexpr double rate = 0.1;
  analytic::Quadratic task(8, 3, RandomKey(4));
  TrainingState state(task);
  const auto truncated = [&](std::int64_t truncate) {
    return estimate(state, {.steps = 4, .truncate = truncate}, bilevel_step(state, 4, rate)).value.narrow(0, 0, 3);
  };
  // The summands −η M(θ_i)ᵀ (I − ηH)^{N−1−i} ∇ℓ_V(θ_N), from the dense oracle; each half of θ is padded to 8 numbers.
  const auto dense = [](const torch::Tensor& flat) { return torch::cat({flat.narrow(0, 0, 4), flat.narrow(0, 8, 4)}); };
  BilevelProblem problem(state, bilevel_step(state, 4, rate));
  std::vector<torch::Tensor> points{problem.theta().clone()};
  for (int i = 0; i < 4; ++i) points.push_back(points.back() - rate * problem.train_gradient(points.back()).gradient);
  auto adjoint = dense(problem.validation_gradient(points[4]).gradient);
  auto expected = torch::zeros({3}, torch::kFloat64);
  for (int kept = 1; kept <= 4; ++kept) {
    expected += -rate * task.mixed_derivative(dense(points[4 - kept])).t().mv(adjoint);
    adjoint = adjoint - rate * task.hessian().mv(adjoint);
    CHECK(test::largest_difference(truncated(kept), expected) < 1e-13);  // rounding of four double products
  }
  CHECK(test::same_bits(truncated(4), truncated(0)));
  CHECK(test::same_bits(truncated(9), truncated(0)));
}

TEST_CASE("unrolled: truncated to one step it is the one-step hypergradient at the last point and on the last batch") {
  Batches task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state, 3));
  const auto move = [&](const torch::Tensor& point, std::size_t batch) {
    return point - kRate * problem.train_gradient(point, batch).gradient;
  };
  const auto last = move(move(problem.theta(), 0), 1);
  const auto v = problem.validation_gradient(move(last, 2)).gradient;
  const auto expected = -kRate * problem.mixed_product(last, v, BilevelProblem::MixedProduct::double_backward, 2);
  const auto truncated = estimate(state, {.steps = 3, .truncate = 1}, bilevel_step(state, 3)).value;
  CHECK(test::largest_difference(truncated, expected) < 1e-15);
}

TEST_CASE("unrolled: after the base update it starts where that started") {
  Batches task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  const auto expected = estimate(state, {.steps = 3}, bilevel_step(state, 3));
  auto step = bilevel_step(state, 3);
  step.base_update = BaseUpdate{state.theta.values().clone(), task.network_terms(step.training[0]).detach(), {}};
  state.theta.values().mul_(1.5);
  state.modules.save();
  const auto base_first = estimate(state, {.steps = 3}, step);
  CHECK(test::largest_difference(base_first.value, expected.value) < 1e-16);
  CHECK(logged(base_first, "inner_loss_first") == logged(expected, "inner_loss_first"));
}

TEST_CASE("unrolled: the direct derivative of the validation loss is in the sum, the losses in the log") {
  const auto curvature = test::vector({0.5, 1, 2});
  test::Diagonal task(curvature, /*direct=*/3);
  TrainingState state(task);
  const auto result = estimate(state, {.steps = 2}, bilevel_step(state, 2, 0.1));
  // θ = 0, λ = 1/2: θ₁ = ηλ, θ₂ = θ₁ − η(aθ₁ − λ), dθ₂/dλ = η + η(1 − ηa).
  const auto first = torch::full({3}, 0.05, torch::kFloat64);
  const auto second = first - 0.1 * (curvature * first - 0.5);
  const auto expected = 3 + (0.1 + 0.1 * (1 - 0.1 * curvature)) * (second - 1);
  CHECK(test::largest_difference(result.value.narrow(0, 0, 3), expected) < 1e-14);
  CHECK(logged(result, "inner_loss_first") == 0);
  CHECK(logged(result, "inner_loss_last") ==
        Approx((0.5 * curvature * first.square() - 0.5 * first).sum().item<double>()));
  CHECK(logged(result, "validation_loss") == Approx((0.5 * (second - 1).square()).sum().item<double>() + 4.5));
}

TEST_CASE("unrolled: an adaptive base optimizer has no rule to repeat") {
  Batches task(/*held=*/true);
  TrainingState state(task);
  auto step = bilevel_step(state, 3);
  step.base_rule = descent(kRate);
  step.base_rule->gradient_descent = false;
  CHECK_THROWS_WITH(estimate(state, {.inner_rule = "base"}, step),
                    "estimator: inner_rule = \"base\" supports gradient descent, but the base optimizer is adaptive\n  "
                    "help: set inner_rule = \"sgd\", or [optimizer.base] use = \"sgd\"");
  CHECK_NOTHROW(estimate(state, {.inner_rule = "sgd"}, step));
}

TEST_CASE("unrolled: what it asks of the host, and what it costs") {
  CHECK(Unrolled({.steps = 4}).needs().training_batches == 4);
  CHECK(Unrolled({.steps = 4}).needs().hessian_products);
  CHECK_FALSE(Unrolled({.steps = 4}).needs().base_rule);
  CHECK(Unrolled({.steps = 4, .inner_rule = "base"}).needs().base_rule);
  // One step back needs a mixed product alone, which is forward mode where λ acts after the network.
  CHECK_FALSE(Unrolled({.steps = 4, .truncate = 1}).needs().hessian_products);

  Batches task(/*held=*/false);
  TrainingState state(task);
  Unrolled estimator({.steps = 4});
  BilevelProblem problem(state, bilevel_step(state, 4));
  estimator.estimate(problem);
  CHECK(problem.passes().in_forwards() == 4 * 3 + 3 + 3 * 7 + 3);
}
