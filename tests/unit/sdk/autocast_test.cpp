#include "evograd/autocast.hpp"

#include <torch/torch.h>

#include "evograd/bilevel_problem.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;

namespace {

/// Two layers; ℓ_T = Σ λ_i ℓ_i of examples, λ after the network; float32.
class Weighted : public Task, public AfterNetwork {
 public:
  Weighted() {
    torch::manual_seed(3);
    model_->push_back(torch::nn::Linear(20, 30));
    model_->push_back(torch::nn::Tanh());
    model_->push_back(torch::nn::Linear(30, 4));
    lambda_ = meta_->register_parameter("lambda", torch::linspace(0.5, 1.5, 16));
  }
  void open(const TaskContext&) override {}
  InputSpecification input() const override { return {{20}}; }
  void build(std::shared_ptr<Backbone>) override {}
  std::shared_ptr<torch::nn::Module> model() override { return model_.ptr(); }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_; }
  Batch training_batch(std::int64_t, std::int64_t) override { return batch(1); }
  Batch validation_batch(std::int64_t) override { return batch(2); }
  torch::Tensor network_terms(const Batch& batch) override {
    const auto logits = model_->forward(batch["x"]);
    type = logits.scalar_type();
    const auto terms = torch::cross_entropy_loss(logits, batch["y"], {}, at::Reduction::None);
    loss_type = terms.scalar_type();
    return terms;
  }
  torch::Tensor reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor&) override {
    return (terms * lambda_).mean();
  }
  torch::Tensor training_loss(const Batch& batch) override { return evaluate_training_loss(batch).loss; }
  torch::Tensor validation_loss(const Batch& batch) override { return network_terms(batch).mean(); }
  Metrics evaluate() override { return {}; }
  std::string score_name() const override { return "none"; }

  torch::Dtype type = torch::kFloat32;       ///< of the last logits
  torch::Dtype loss_type = torch::kFloat32;  ///< of the last losses, before the state converts them

 private:
  static Batch batch(std::uint64_t number) {
    const auto generator = RandomKey(number).generator();
    return {{"x", torch::randn({16, 20}, generator)}, {"y", torch::randint(0, 4, {16}, generator, torch::kInt64)}};
  }

  torch::nn::Sequential model_;
  std::shared_ptr<torch::nn::Module> meta_ = std::make_shared<torch::nn::Module>();
  torch::Tensor lambda_;
};

BilevelStep step_of(TrainingState& state) { return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}); }

}  // namespace

TEST_CASE("autocast holds within its scope, and is put back") {
  const auto product = [] { return torch::ones({2, 2}).matmul(torch::ones({2, 2})).scalar_type(); };
  CHECK(product() == torch::kFloat32);
  {
    const AutocastScope on(torch::kBFloat16);
    CHECK(current_autocast() == torch::kBFloat16);
    CHECK(product() == torch::kBFloat16);
    {
      const AutocastScope off(std::nullopt);
      CHECK(product() == torch::kFloat32);
    }
    CHECK(product() == torch::kBFloat16);
  }
  CHECK_FALSE(current_autocast());
  CHECK(product() == torch::kFloat32);
}

TEST_CASE("with autocast matrix products are in bfloat16, losses and gradients in float32") {
  Weighted task;
  TrainingState state(task);
  BilevelProblem full(state, step_of(state));
  const auto expected = full.train_gradient(full.theta());
  CHECK(task.type == torch::kFloat32);

  state.autocast = torch::kBFloat16;
  BilevelProblem problem(state, step_of(state));
  const auto found = problem.train_gradient(problem.theta());
  CHECK(task.type == torch::kBFloat16);
  CHECK(task.loss_type == torch::kFloat32);
  CHECK(found.gradient.scalar_type() == torch::kFloat32);
  CHECK(found.loss != expected.loss);
  CHECK(found.loss == Approx(expected.loss).epsilon(0.01));
  CHECK(test::cosine(found.gradient, expected.gradient) > 0.999);

  const auto v = problem.validation_gradient(problem.theta()).gradient;
  const auto mixed = problem.mixed_product(problem.theta(), v);
  CHECK(task.type == torch::kBFloat16);
  CHECK(test::cosine(mixed, full.mixed_product(full.theta(), v)) > 0.99);
}

TEST_CASE("differences are taken in full precision, also beside a base update under autocast") {
  Weighted task;
  TrainingState state(task);
  BilevelProblem full(state, step_of(state));
  const auto v = full.validation_gradient(full.theta()).gradient;
  const auto two = BilevelProblem::Sides::two;
  const auto expected = full.mixed_difference(full.theta(), v, 0.01, two);
  const Points points(2, [&](std::size_t k) { return full.theta() + 0.001 * static_cast<double>(k) * v; });
  const auto losses = full.validation_losses(points);

  state.autocast = torch::kBFloat16;
  auto step = step_of(state);
  step.base_update = BaseUpdate{
      .theta_before = state.theta.values().clone(), .terms = torch::zeros({16}), .autocast = torch::kBFloat16};
  BilevelProblem problem(state, std::move(step));
  CHECK_FALSE(problem.knows_training_terms());
  CHECK(test::same_bits(problem.mixed_difference(problem.theta(), v, 0.01, two), expected));
  CHECK(problem.validation_losses(points) == losses);
  CHECK(state.autocast == torch::kBFloat16);
}
