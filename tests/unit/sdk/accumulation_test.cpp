// Batches in parts: TrainingState::accumulate.

#include <torch/torch.h>

#include "evograd/bilevel_problem.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using test::TinyReweighting;

namespace {

constexpr double tolerance = 1e-14;  // rounding in double precision of numbers near 1

/// ℓ_T = mean (x(1 + λ) · θ + dropout noise 0 − y)², ℓ_V the same without λ: λ acts inside.
class Regression : public Task, public DivisibleLosses {
 public:
  void open(const TaskContext&) override {}
  InputSpecification input() const override { return {{3}}; }
  void build(std::shared_ptr<Backbone>) override {}
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_; }
  Batch training_batch(std::int64_t, std::int64_t) override { return batch(1); }
  Batch validation_batch(std::int64_t) override { return batch(2); }
  torch::Tensor training_loss(const Batch& batch) override {
    largest = std::max(largest, batch["x"].size(0));
    return loss(batch["x"] * (1 + lambda_), batch);
  }
  torch::Tensor validation_loss(const Batch& batch) override {
    return loss(batch["x"], batch) + lambda_.square().sum();
  }
  TaskTraits traits() const override { return {.validation_sees_lambda = true}; }
  Metrics evaluate() override { return {}; }
  std::string score_name() const override { return "none"; }

  std::int64_t largest = 0;  ///< rows that a training loss was computed for

 private:
  static Batch batch(int number) {
    const auto x = torch::linspace(-1, 1, 21, torch::kFloat64).mul(number).sin().reshape({7, 3});
    return {{"x", x}, {"y", x.sum(1).cos()}};
  }
  torch::Tensor loss(const torch::Tensor& x, const Batch& batch) {
    return (x.matmul(theta_).tanh() - batch["y"]).square().mean();
  }

  std::shared_ptr<torch::nn::Module> model_ = std::make_shared<torch::nn::Module>();
  std::shared_ptr<torch::nn::Module> meta_ = std::make_shared<torch::nn::Module>();
  torch::Tensor theta_ = model_->register_parameter("theta", torch::tensor({0.3, -0.8, 0.5}, torch::kFloat64));
  torch::Tensor lambda_ = meta_->register_parameter("lambda", torch::tensor({0.2, 0.1, -0.4}, torch::kFloat64));
};

/// Everything that an estimator can ask for, at a point beside θ.
std::vector<torch::Tensor> everything(Task& task, std::int64_t parts) {
  TrainingState state(task);
  state.accumulate = parts;
  auto step = make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1});
  BilevelProblem problem(state, std::move(step));
  const auto scalar = [](double value) { return torch::tensor({value}, torch::kFloat64); };
  const auto point = problem.theta() + 0.1 * torch::sin(torch::arange(problem.theta().numel()));
  const auto v = torch::cos(torch::arange(problem.theta().numel())).to(torch::kFloat64);
  const auto training = problem.train_gradient(point);
  const auto validation = problem.validation_gradient(point);
  const auto lambda = problem.train_lambda_gradient(point);
  const auto both = problem.second_order_products(point, v);
  std::vector<torch::Tensor> all{scalar(problem.train_loss(point)),
                                 scalar(training.loss),
                                 training.gradient,
                                 scalar(validation.loss),
                                 validation.gradient,
                                 scalar(problem.validation_loss(point)),
                                 scalar(lambda.loss),
                                 lambda.lambda_gradient,
                                 problem.mixed_product(point, v),
                                 problem.mixed_product(point, v, BilevelProblem::MixedProduct::double_backward),
                                 both.hessian,
                                 both.mixed};
  if (validation.lambda_gradient.defined()) all.push_back(validation.lambda_gradient);
  return all;
}

void require_same(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("quantity " << i);
    CHECK(test::largest_difference(a[i], b[i]) < tolerance);
  }
}

}  // namespace

TEST_CASE("a batch in parts gives what the whole batch gives, with λ after the network") {
  for (const bool held : {true, false}) {
    TinyReweighting whole(held), divided(held), single(held);
    const auto expected = everything(whole, 1);
    require_same(everything(divided, 4), expected);
    require_same(everything(single, 100), expected);  // six examples: six parts
  }
}

TEST_CASE("a batch in parts gives what the whole batch gives, with λ inside, in unequal parts") {
  Regression whole, divided;
  const auto expected = everything(whole, 1);
  require_same(everything(divided, 3), expected);
  CHECK(whole.largest == 7);
  CHECK(divided.largest == 3);
}

TEST_CASE("batches are divided by rows, as equally as possible") {
  const Batch batch{{"x", torch::arange(14).reshape({7, 2})}, {"y", torch::arange(5)}, {"n", torch::tensor(3)}};
  const auto parts = batch.divided(3);
  REQUIRE(parts.size() == 3);
  std::vector<torch::Tensor> x, y;
  for (const auto& part : parts) {
    x.push_back(part["x"]);
    y.push_back(part["y"]);
    CHECK(part["n"].item<std::int64_t>() == 3);
    CHECK(part["x"].size(0) - 2 <= 1);
  }
  CHECK(torch::equal(torch::cat(x), batch["x"]));
  CHECK(torch::equal(torch::cat(y), batch["y"]));
  CHECK(batch.divided(9).size() == 5);
  CHECK(batch.divided(1).size() == 1);
}
