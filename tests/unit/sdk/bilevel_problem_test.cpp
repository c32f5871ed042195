#include "evograd/bilevel_problem.hpp"

#include <torch/torch.h>

#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using test::TinyReweighting;

namespace {

constexpr double kRate = 0.1;

BilevelStep bilevel_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(4), .base_learning_rate = kRate});
}

torch::Tensor packed(const FlatLayout& layout, const torch::Tensor& values) {
  auto flat = torch::zeros({layout.size()}, torch::kFloat64);
  std::int64_t offset = 0;
  for (const auto& segment : layout.segments()) {
    flat.narrow(0, segment.offset, segment.size).copy_(values.narrow(0, offset, segment.size));
    offset += segment.size;
  }
  return flat;
}

/// ∂f/∂x by central differences, x being the flat parameters themselves.
template <class Function>
torch::Tensor central_differences(torch::Tensor& values, Function&& function, double h = 1e-6) {
  auto result = torch::zeros_like(values);
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    const double kept = values[i].item<double>();
    values[i] = kept + h;
    const double above = function();
    values[i] = kept - h;
    const double below = function();
    values[i] = kept;
    result[i] = (above - below) / (2 * h);
  }
  return result;
}

}  // namespace

TEST_CASE("first-order primitives agree with central differences") {
  for (const bool batch_norm : {false, true}) {
    TinyReweighting task(/*held=*/false, batch_norm);
    TrainingState state(task);
    BilevelProblem problem(state, bilevel_step(state));
    auto point = problem.theta() + 0.1;
    const auto training = [&] { return problem.train_loss(point); };
    const auto validation = [&] { return problem.validation_loss(point); };
    const auto anew = [&] { return BilevelProblem(state, bilevel_step(state)).train_loss(point); };  // λ is written to
    const auto at_point = problem.train_gradient(point);
    CHECK(at_point.loss == training());
    CHECK(test::largest_difference(problem.validation_gradient(point).gradient,
                                   central_differences(point, validation)) < 1e-8);
    const auto meta = problem.train_lambda_gradient(point);
    CHECK(meta.loss == Approx(at_point.loss).epsilon(1e-14));
    CHECK(test::largest_difference(meta.lambda_gradient, central_differences(state.lambda.values(), anew)) < 1e-8);
  }
}

TEST_CASE("training gradient and tangent agree with central differences when the context is held") {
  for (const bool batch_norm : {false, true}) {
    TinyReweighting task(/*held=*/true, batch_norm);
    TrainingState state(task);
    BilevelProblem problem(state, bilevel_step(state));
    problem.train_loss(problem.theta());  // fixes the held context
    auto point = problem.theta() + 0.1;
    const auto gradient = problem.train_gradient(point).gradient;
    CHECK(test::largest_difference(gradient, central_differences(point, [&] { return problem.train_loss(point); })) <
          1e-8);
  }
}

TEST_CASE("both mixed products agree with each other and with differences of the meta-gradient") {
  for (const bool held : {false, true}) {
    for (const bool batch_norm : {false, true}) {
      TinyReweighting task(held, batch_norm);
      TrainingState state(task);
      BilevelProblem problem(state, bilevel_step(state));
      const auto v = torch::randn_like(problem.theta());
      const auto forward = problem.mixed_product(problem.theta(), v, BilevelProblem::MixedProduct::forward_mode);
      const auto backward = problem.mixed_product(problem.theta(), v, BilevelProblem::MixedProduct::double_backward);
      CHECK(test::largest_difference(forward, backward) < 1e-12);
      if (!held) continue;
      const double h = 1e-5;
      const auto ahead = problem.train_lambda_gradient(problem.theta() + h * v).lambda_gradient;
      const auto behind = problem.train_lambda_gradient(problem.theta() - h * v).lambda_gradient;
      CHECK(test::largest_difference(forward, (ahead - behind) / (2 * h)) < 1e-8);
    }
  }
}

TEST_CASE("the quadratic's dense oracles are reproduced") {
  analytic::Quadratic task(7, 3, RandomKey(11));
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  const auto v = torch::randn({7}, torch::kFloat64);
  const auto flat_v = packed(problem.layout(), v);
  const auto hessian_v = problem.hessian_product(problem.theta(), flat_v);
  CHECK(test::largest_difference(hessian_v, packed(problem.layout(), task.hessian().mv(v))) < 1e-12);

  const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
  CHECK(test::largest_difference(exact, packed(problem.meta_layout(), task.one_step_hypergradient(kRate))) < 1e-12);
  CHECK(problem.passes().second_order == 2);
}

TEST_CASE("the quadratic's implicit hypergradient is the derivative of the optimum's validation loss") {
  analytic::Quadratic task(6, 2, RandomKey(12));
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  const auto outer = [&] {  // λ is written to
    return BilevelProblem(state, bilevel_step(state)).validation_loss(packed(problem.layout(), task.optimum()));
  };
  const auto differences = central_differences(state.lambda.values(), outer);
  CHECK(test::largest_difference(packed(problem.meta_layout(), task.implicit_hypergradient()), differences) < 1e-8);
}

TEST_CASE("nothing is disturbed by any primitive, nor by an exception out of the task") {
  class Throwing : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    bool armed = false;
    torch::Tensor network_terms(const Batch& batch) override {
      const auto terms = TinyReweighting::network_terms(batch);
      model()->eval();
      torch::rand({3});
      if (armed) throw std::runtime_error("from the task");
      return terms;
    }
  };
  Throwing task(true, true);
  TrainingState state(task);
  const auto theta = state.theta.values().clone();
  const auto lambda = state.lambda.values().clone();
  std::vector<torch::Tensor> buffers;
  for (const auto& buffer : task.model()->buffers()) buffers.push_back(buffer.clone());
  const auto generator = at::globalContext().defaultGenerator(torch::kCPU).get_state().clone();
  const auto version = task.model()->parameters()[0]._version();

  for (const bool throws : {false, true}) {
    task.armed = throws;
    BilevelProblem problem(state, bilevel_step(state));
    const auto point = problem.theta() + 1;
    const auto attempt = [&](auto&& call) {
      if (throws) {
        CHECK_THROWS_AS(call(), std::runtime_error);
      } else {
        CHECK_NOTHROW(call());
      }
      CHECK(test::same_bits(state.theta.values(), theta));
      CHECK(test::same_bits(state.lambda.values(), lambda));
      for (std::size_t i = 0; i < buffers.size(); ++i) CHECK(test::same_bits(task.model()->buffers()[i], buffers[i]));
      CHECK(task.model()->is_training());
      CHECK(torch::GradMode::is_enabled());
      for (const auto& parameter : task.model()->parameters()) CHECK(parameter.requires_grad());
      for (const auto& parameter : task.meta_model()->parameters()) CHECK(parameter.requires_grad());
      CHECK(test::same_bits(at::globalContext().defaultGenerator(torch::kCPU).get_state(), generator));
      CHECK(task.model()->parameters()[0]._version() == version);
    };
    attempt([&] { problem.train_loss(point); });
    attempt([&] { problem.train_gradient(point); });
    attempt([&] { problem.train_lambda_gradient(point); });
    attempt([&] { problem.mixed_product(point, point, BilevelProblem::MixedProduct::forward_mode); });
    attempt([&] { problem.mixed_product(point, point, BilevelProblem::MixedProduct::double_backward); });
    attempt([&] { problem.hessian_product(point, point); });
  }
}

TEST_CASE("passes are counted") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  problem.train_lambda_gradient(problem.theta() + 1);  // one for the held context at θ, one for the point
  CHECK(problem.passes().forward == 2);
  CHECK(problem.passes().meta == 1);
  problem.validation_gradient(problem.theta());
  CHECK(problem.passes().forward == 3);
  CHECK(problem.passes().backward == 1);
  CHECK(problem.passes().in_forwards() == 5);
}

TEST_CASE("common layer randomness repeats within a step, fresh does not, and steps differ") {
  class Noisy : public analytic::Quadratic {
   public:
    using Quadratic::Quadratic;
    torch::Tensor training_loss(const Batch& batch) override {
      return Quadratic::training_loss(batch) + torch::rand({1}, torch::kFloat64).sum();
    }
  };
  Noisy task(4, 2, RandomKey(1));
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  const auto loss = [&] { return problem.train_loss(problem.theta()); };
  const double common = loss();
  CHECK(loss() == common);
  problem.use_layer_randomness(LayerRandomness::fresh);
  CHECK(loss() != loss());
  BilevelProblem next(state, make_step(state, {.run = RandomKey(4), .step = 1}));
  CHECK(next.train_loss(next.theta()) != common);
}

TEST_CASE("a point of another size or type and a missing base update are refused") {
  TinyReweighting task(false);
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  CHECK_THROWS_WITH(problem.train_loss(torch::zeros({3}, torch::kFloat64)),
                    "bilevel problem: a point has 3 numbers of type Double, theta() has 56 of type Double");
  CHECK_THROWS_WITH(
      problem.expand(ValidationPoint::post_step),
      "estimator: validation_point = \"post-step\" needs the base update to come first\n  help: set [run] "
      "order = \"base-first\"");
}

TEST_CASE("a copy of the anchor costs no pass that the anchor itself would not") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  auto step = bilevel_step(state);
  step.base_update = BaseUpdate{state.theta.values().clone(), task.network_terms(step.training[0]).detach(), {}};
  BilevelProblem problem(state, step);
  const auto [around, point] = problem.expand(ValidationPoint::post_step);
  const auto here = problem.train_lambda_gradient(around);
  CHECK(problem.passes().forward == 0);
  CHECK(test::same_bits(problem.train_lambda_gradient(around.clone()).lambda_gradient, here.lambda_gradient));
  CHECK(problem.passes().forward == 0);
}

TEST_CASE("several points in one call are the same points one by one") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem together(state, bilevel_step(state));
  TinyReweighting same(/*held=*/true);
  TrainingState same_state(same);
  BilevelProblem alone(same_state, bilevel_step(same_state));
  const std::vector<torch::Tensor> list{alone.theta() + 0.1, alone.theta() - 0.2};
  const auto all = together.train_lambda_gradients(list);
  const auto losses = together.train_losses(list);
  const auto validation = together.validation_losses(list);
  const auto sum = together.weighted_lambda_gradient(list, {2, -3});
  for (std::size_t k = 0; k < list.size(); ++k) {
    const auto one = alone.train_lambda_gradient(list[k]);
    CHECK(all[k].loss == one.loss);
    CHECK(test::same_bits(all[k].lambda_gradient, one.lambda_gradient));
    CHECK(losses[k] == alone.train_loss(list[k]));
    CHECK(validation[k] == alone.validation_loss(list[k]));
  }
  CHECK(test::largest_difference(sum, 2 * all[0].lambda_gradient - 3 * all[1].lambda_gradient) < 1e-15);
}

TEST_CASE("writes to the parameters, a second expand() and a batch that is not there are refused with the remedy") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  {
    BilevelProblem problem(state, bilevel_step(state));
    const auto around = problem.expand(ValidationPoint::current).around;
    around.detach().add_(0.1);
    CHECK_THROWS_WITH(problem.train_loss(around), Catch::Matchers::ContainsSubstring("wrote to θ in place"));
  }
  BilevelProblem problem(state, bilevel_step(state));
  problem.expand(ValidationPoint::current);
  CHECK_THROWS_WITH(problem.expand(ValidationPoint::lookahead),
                    Catch::Matchers::ContainsSubstring("calls expand() twice"));
  CHECK_THROWS_WITH(problem.train_loss(problem.theta(), 1),
                    Catch::Matchers::ContainsSubstring("increase EstimatorNeeds::training_batches"));
}

TEST_CASE("the result is what reaches λ through θ and what ℓ_V sees of λ itself") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, bilevel_step(state));
  const auto indirect = torch::ones_like(problem.lambda());
  const auto without = problem.hypergradient({.loss = 3, .gradient = {}, .lambda_gradient = {}}, indirect, {{"x", 1}});
  CHECK(test::same_bits(without.value, indirect));
  CHECK(without.log == std::vector<std::pair<std::string, DeferredNumber>>{{"validation_loss", 3}, {"x", 1}});
  const auto with = problem.hypergradient({.loss = 3, .gradient = {}, .lambda_gradient = 2 * indirect}, indirect);
  CHECK(test::same_bits(with.value, 3 * indirect));
}
