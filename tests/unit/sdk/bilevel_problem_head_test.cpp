// Tasks whose losses are taken apart into an encoder and a head, and estimators that look at a part of θ alone.

#include <torch/torch.h>

#include <vector>

#include "evograd/bilevel_problem.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/head_of.hpp"

using namespace evograd;

namespace {

constexpr std::int64_t kWidth = 4;

/// encoder: dropout(tanh(x W) ∘ (1 + λ)); head: a linear layer; squared error.
class HeadedRegression : public Task, public HeadSplit {
 public:
  void open(const TaskContext&) override {}
  InputSpecification input() const override { return {{kWidth}}; }
  void build(std::shared_ptr<Backbone>) override {}
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_; }
  Batch training_batch(std::int64_t, std::int64_t) override { return batch(1); }
  Batch validation_batch(std::int64_t) override { return batch(2); }
  std::vector<std::string> head_parameters() const override { return {"head"}; }
  torch::Tensor training_loss(const Batch& batch) override { return whole_loss(batch, LossKind::training); }
  torch::Tensor validation_loss(const Batch& batch) override { return whole_loss(batch, LossKind::validation); }
  Metrics evaluate() override { return {}; }
  std::string score_name() const override { return "none"; }

  Batch encode(const Batch& batch, LossKind kind) override {
    ++encoder_runs;
    auto hidden = torch::tanh(batch["x"].matmul(weight_));
    if (kind == LossKind::training) hidden = torch::dropout(hidden * (1 + lambda_), 0.5, /*train=*/true);
    return {{"hidden", hidden}, {"y", batch["y"]}};
  }
  torch::Tensor head_loss(const Batch& encoded, LossKind) override {
    return (head_->forward(torch::tanh(encoded["hidden"])).squeeze(1) - encoded["y"]).square().mean();
  }

  int encoder_runs = 0;

 private:
  static Batch batch(int number) {
    const auto x = torch::linspace(-1, 1, 6 * kWidth, torch::kFloat64).mul(number).sin().reshape({6, kWidth});
    return {{"x", x}, {"y", x.sum(1).cos()}};
  }
  static torch::Tensor values(std::vector<std::int64_t> shape) {
    std::int64_t count = 1;
    for (const auto size : shape) count *= size;
    return torch::linspace(0.3, 2.7, count, torch::kFloat64).mul(5).sin().reshape(shape);
  }

  std::shared_ptr<torch::nn::Module> model_ = std::make_shared<torch::nn::Module>();
  std::shared_ptr<torch::nn::Module> meta_ = std::make_shared<torch::nn::Module>();
  torch::Tensor weight_ = model_->register_parameter("encoder", values({kWidth, kWidth}));
  torch::Tensor lambda_ = meta_->register_parameter("lambda", values({kWidth}));
  torch::nn::Linear head_ = [&] {
    auto head = model_->register_module("head", torch::nn::Linear(kWidth, 1));
    head->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    head->weight.copy_(values({1, kWidth}));
    head->bias.fill_(0.1);
    return head;
  }();
};

struct AtStep {
  HeadedRegression task;
  TrainingState state{task};
  BilevelProblem problem{state, make_step(state, {.run = RandomKey(4), .base_learning_rate = 0.1})};

  torch::Tensor point(std::uint64_t number) const { return test::moved_in_head(problem, number); }
  torch::Tensor in_head(const torch::Tensor& vector) const { return test::in_head(problem, vector); }
};

}  // namespace

TEST_CASE("restricted to the head, the encoder is run once for all points and nothing else changes") {
  AtStep whole;
  AtStep restricted;
  restricted.problem.expand(ValidationPoint::current, {"head"});
  for (std::uint64_t k = 0; k < 3; ++k) {
    const auto expected = whole.problem.train_lambda_gradient(whole.point(k));
    const auto found = restricted.problem.train_lambda_gradient(restricted.point(k));
    CHECK(found.loss == Approx(expected.loss).epsilon(1e-12));
    CHECK(expected.lambda_gradient.norm().item<double>() > 1e-3);
    CHECK(torch::allclose(found.lambda_gradient, expected.lambda_gradient, 1e-12, 1e-14));
    CHECK(restricted.problem.train_loss(restricted.point(k)) == Approx(expected.loss).epsilon(1e-12));
  }
  CHECK(whole.task.encoder_runs == 3);
  CHECK(restricted.task.encoder_runs == 1);
  CHECK(restricted.problem.passes().forward == 1);
}

TEST_CASE("with fresh layer randomness the encoder is run for every point") {
  AtStep restricted;
  restricted.problem.use_layer_randomness(LayerRandomness::fresh);
  restricted.problem.expand(ValidationPoint::current, {"head"});
  const auto first = restricted.problem.train_loss(restricted.point(0));
  CHECK(restricted.problem.train_loss(restricted.point(0)) != first);
  CHECK(restricted.task.encoder_runs == 2);
}

TEST_CASE("gradients and products restricted to a part of theta are the part of the whole ones") {
  AtStep whole;
  AtStep restricted;
  restricted.problem.expand(ValidationPoint::current, {"head"});
  const auto point = whole.point(5);
  const auto v = whole.in_head(whole.problem.validation_gradient(point).gradient);
  CHECK(v.norm().item<double>() > 1e-3);
  CHECK(torch::allclose(restricted.problem.validation_gradient(point).gradient, v, 1e-12, 1e-14));
  CHECK(torch::allclose(restricted.problem.train_gradient(point).gradient,
                        whole.in_head(whole.problem.train_gradient(point).gradient), 1e-12, 1e-14));
  const auto mixed = whole.problem.mixed_product(point, v);
  CHECK(mixed.norm().item<double>() > 1e-4);
  CHECK(torch::allclose(restricted.problem.mixed_product(point, v), mixed, 1e-12, 1e-14));
  const auto difference = restricted.problem.mixed_difference(point, v, 1e-4, BilevelProblem::Sides::two);
  CHECK(torch::allclose(difference, mixed, 1e-6, 1e-8));
  for (const auto& tensor : restricted.state.theta.tensors()) CHECK(tensor.requires_grad());
}

TEST_CASE("the exact hypergradient of the head agrees with differences of a step of the head alone") {
  AtStep bilevel_step;
  const auto exact = exact_one_step(bilevel_step.problem, ValidationPoint::current, {}, {"head"}).value;
  // At v = ∇ℓ_V(θ) held fixed: −η d/dλ ⟨∇_head ℓ_T(θ, λ), v⟩.
  AtStep other;
  const auto theta = other.problem.theta().clone();
  const auto v = other.in_head(other.problem.validation_gradient(theta).gradient);
  const auto lambda = other.problem.lambda().clone();
  constexpr double h = 1e-6;
  for (std::int64_t i = 0; i < kWidth; ++i) {
    const auto along_v = [&](double shift) {
      auto moved = lambda.clone();
      moved[i] += shift;
      const BilevelProblem::MetaPoint there(other.problem, moved);
      return other.problem.train_gradient(theta).gradient.dot(v).item<double>();
    };
    CHECK(exact[i].item<double>() == Approx(-0.1 * (along_v(h) - along_v(-h)) / (2 * h)).epsilon(1e-6).margin(1e-9));
  }
}

TEST_CASE("a restriction to parameters that do not exist is refused") {
  AtStep bilevel_step;
  CHECK_THROWS_AS(bilevel_step.problem.expand(ValidationPoint::current, {"haed"}), Error);
}
