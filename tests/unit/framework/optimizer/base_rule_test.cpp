#include "framework/optimizer/base_rule.hpp"

#include <torch/torch.h>

#include "framework/optimizer/flat_optimizer.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;
using namespace evograd::host;

namespace {

/// A module of six numbers in double precision.
struct Numbers : torch::nn::Module {
  torch::Tensor values =
      register_parameter("values", torch::tensor({0.3, -0.2, 0.9, 0.01, -1.5, 0.4}, torch::kFloat64));
};

/// An optimizer that has seen `steps` fixed gradients, with the parameters then put back.
struct Prepared {
  Prepared(const OptimizerOptions& options, int steps)
      : flat(std::make_shared<Numbers>()), optimizer(options, flat, 10), point(flat.values().clone()) {
    for (int step = 0; step < steps; ++step) update(torch::sin(torch::arange(8, torch::kFloat64) + step), step);
  }
  /// u(g) of the update, which is then undone in the parameters.
  torch::Tensor update(const torch::Tensor& gradient, int step) {
    flat.gradients().copy_(gradient);
    optimizer.step(step);
    const torch::NoGradGuard no_grad;
    auto moved = point - flat.values();
    flat.values().copy_(point);
    return moved;
  }

  FlatParameters flat;
  FlatOptimizer optimizer;
  torch::Tensor point;
};

constexpr int kSteps = 3;

OptimizerOptions options(const std::string& kind) {
  return parse_optimizer(kind, {{"lr", 0.05}, {"weight_decay", 0.1}});
}

}  // namespace

TEST_CASE("the Jacobian of an adaptive rule is the derivative of its update, by differences") {
  for (const char* kind : {"adam", "adamw"}) {
    for (const int steps : {0, kSteps}) {
      const auto gradient = torch::cos(torch::arange(8, torch::kFloat64));
      constexpr double h = 1e-6;
      const auto ahead = Prepared(options(kind), steps).update(gradient + h, steps);
      const auto behind = Prepared(options(kind), steps).update(gradient - h, steps);
      Prepared now(options(kind), steps);
      const auto rule = now.optimizer.rule(steps);
      CHECK_FALSE(rule.gradient_descent);
      const auto differences = (ahead - behind) / (2 * h);
      const auto count = now.flat.layout().element_count();
      CHECK(test::largest_difference(rule.jacobian(gradient, now.point).narrow(0, 0, count),
                                     differences.narrow(0, 0, count)) < 1e-8);
    }
  }
}

TEST_CASE("the rule gives the update that the optimizer takes") {
  for (const char* kind : {"adam", "adamw", "sgd"}) {
    for (const int steps : {0, kSteps}) {
      for (const bool nesterov : {false, true}) {
        auto chosen = options(kind);
        if (chosen.kind == "sgd") chosen.momentum = 0.9;
        chosen.nesterov = chosen.kind == "sgd" && nesterov;
        const auto gradient = torch::cos(torch::arange(8, torch::kFloat64));
        Prepared prepared(chosen, steps);
        const auto promised = prepared.optimizer.rule(steps).update(gradient, prepared.point);
        const auto taken = prepared.update(gradient, steps);
        const auto count = prepared.flat.layout().element_count();
        INFO(kind << ", after " << steps << " steps, Nesterov " << nesterov);
        CHECK(test::largest_difference(promised.narrow(0, 0, count), taken.narrow(0, 0, count)) < 1e-14);
      }
    }
  }
}

TEST_CASE("an element that has never had a gradient has Jacobian zero") {
  Prepared fresh(options("adamw"), 0);
  const auto jacobian = fresh.optimizer.rule(0).jacobian(torch::zeros({8}, torch::kFloat64), fresh.point);
  CHECK(jacobian.abs().max().item<double>() == 0);
}

TEST_CASE("the rule of gradient descent repeats its update") {
  for (const bool nesterov : {false, true}) {
    auto sgd = options("sgd");
    sgd.momentum = 0.9;
    sgd.nesterov = nesterov;
    Prepared prepared(sgd, kSteps);
    const auto rule = prepared.optimizer.rule(kSteps);
    REQUIRE(rule.gradient_descent);
    const auto decayed = torch::cos(torch::arange(8, torch::kFloat64)) + rule.weight_decay * prepared.point;
    const auto velocity = rule.momentum * rule.velocity + decayed;
    const auto expected = rule.learning_rate * (rule.nesterov ? decayed + rule.momentum * velocity : velocity);
    CHECK(test::largest_difference(prepared.update(torch::cos(torch::arange(8, torch::kFloat64)), kSteps), expected) <
          1e-14);
  }
}

TEST_CASE("a rule keeps the state it was made with") {
  auto sgd = options("sgd");
  sgd.momentum = 0.9;
  Prepared prepared(sgd, kSteps);
  const auto rule = prepared.optimizer.rule(kSteps);
  const auto before = rule.velocity.clone();
  prepared.update(torch::ones({8}, torch::kFloat64), kSteps);
  CHECK(test::same_bits(rule.velocity, before));
  CHECK_FALSE(Prepared(sgd, 0).optimizer.rule(0).velocity.defined());
}
