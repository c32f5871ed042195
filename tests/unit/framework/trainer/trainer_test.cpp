#include "framework/trainer/trainer.hpp"

#include <torch/torch.h>

#include <limits>

#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using namespace evograd::host;
using test::TinyReweighting;

namespace {

constexpr double kBaseRate = 0.1;
constexpr double kMetaRate = 0.5;

class Exact : public MetaGradientEstimator {
 public:
  explicit Exact(ValidationPoint where) : where_(where) {}
  MetaGradient estimate(BilevelProblem& problem) override { return exact_one_step(problem, where_); }
  EstimatorNeeds needs() const override { return {.validation_point = where_}; }

 private:
  ValidationPoint where_;
};

TrainerSettings settings(StepOrder order, std::int64_t meta_every = 1) {
  return {.base = parse_optimizer("sgd", {{"lr", kBaseRate}}),
          .meta = parse_optimizer("sgd", {{"lr", kMetaRate}}),
          .steps = 10,
          .meta_every = meta_every,
          .order = order};
}

/// ℓ_T's gradient and the exact hypergradient at the present point of `task`, computed on its own.
struct Reference {
  TinyReweighting task{true};
  TrainingState state{task};

  BilevelStep bilevel_step() { return make_step(state, {.run = RandomKey(1), .base_learning_rate = kBaseRate}); }
  torch::Tensor base_gradient() {
    BilevelProblem problem(state, bilevel_step());
    return problem.train_gradient(problem.theta()).gradient;
  }
  torch::Tensor meta_gradient(BilevelStep step, ValidationPoint where) {
    BilevelProblem problem(state, std::move(step));
    return exact_one_step(problem, where).value;
  }
};

}  // namespace

TEST_CASE("meta first: λ moves at θ, then θ moves with the new λ") {
  TinyReweighting task(true);
  Exact estimator(ValidationPoint::lookahead);
  Trainer trainer(task, estimator, settings(StepOrder::meta_first), RandomKey(1));
  const auto report = trainer.step();

  Reference reference;
  const auto h = reference.meta_gradient(reference.bilevel_step(), ValidationPoint::lookahead);
  reference.state.lambda.values().sub_(h, kMetaRate);
  reference.state.theta.values().sub_(reference.base_gradient(), kBaseRate);
  CHECK(test::largest_difference(trainer.state().lambda.values(), reference.state.lambda.values()) < 1e-15);
  CHECK(test::largest_difference(trainer.state().theta.values(), reference.state.theta.values()) < 1e-15);
  CHECK(report.meta_updated);
  CHECK(report.meta_gradient_norm == Approx(h.norm().item<double>()));
}

TEST_CASE("base first: θ moves with the old λ, and post-step sees both points") {
  TinyReweighting task(true);
  Exact estimator(ValidationPoint::automatic);
  Trainer trainer(task, estimator, settings(StepOrder::base_first), RandomKey(1));
  const auto report = trainer.step();

  Reference reference;
  const auto h = reference.meta_gradient(reference.bilevel_step(), ValidationPoint::lookahead);
  reference.state.theta.values().sub_(reference.base_gradient(), kBaseRate);
  reference.state.lambda.values().sub_(h, kMetaRate);  // a plain step is its own lookahead
  CHECK(test::largest_difference(trainer.state().lambda.values(), reference.state.lambda.values()) < 1e-15);
  CHECK(test::largest_difference(trainer.state().theta.values(), reference.state.theta.values()) < 1e-15);
  CHECK(report.passes.in_forwards() == 6);
}

TEST_CASE("without a meta update λ stays and no validation batch is made") {
  class None : public MetaGradientEstimator {
   public:
    MetaGradient estimate(BilevelProblem&) override { throw std::runtime_error("not to be called"); }
    EstimatorNeeds needs() const override { return {.meta_update = false}; }
  };
  class NoValidation : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    Batch validation_batch(std::int64_t) override { throw std::runtime_error("not to be called"); }
  };
  NoValidation task(true);
  None estimator;
  Trainer trainer(task, estimator, settings(StepOrder::meta_first), RandomKey(1));
  const auto lambda = trainer.state().lambda.values().clone();
  const auto theta = trainer.state().theta.values().clone();
  CHECK_FALSE(trainer.step().meta_updated);
  CHECK(test::same_bits(trainer.state().lambda.values(), lambda));
  CHECK_FALSE(test::same_bits(trainer.state().theta.values(), theta));
}

TEST_CASE("the meta update can be made every few steps") {
  TinyReweighting task(true);
  Exact estimator(ValidationPoint::current);
  Trainer trainer(task, estimator, settings(StepOrder::meta_first, 3), RandomKey(1));
  std::vector<bool> updated;
  for (int i = 0; i < 7; ++i) updated.push_back(trainer.step().meta_updated);
  CHECK(updated == std::vector<bool>{true, false, false, true, false, false, true});
}

TEST_CASE("a loss or meta-gradient that is not finite stops the run and is named") {
  class Broken : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    bool loss_broken = false;
    torch::Tensor network_terms(const Batch& batch) override {
      const auto terms = TinyReweighting::network_terms(batch);
      return loss_broken ? terms * std::numeric_limits<double>::infinity() : terms;
    }
  };
  class NotANumber : public MetaGradientEstimator {
   public:
    MetaGradient estimate(BilevelProblem& problem) override {
      auto value = problem.zero_meta_gradient();
      value[problem.meta_layout().segments()[2].offset] = std::numeric_limits<double>::quiet_NaN();
      return {value, {}};
    }
  };
  Broken task(true);
  NotANumber estimator;
  Trainer trainer(task, estimator, settings(StepOrder::meta_first), RandomKey(1));
  const auto lambda = trainer.state().lambda.values().clone();
  CHECK_THROWS_WITH(trainer.step(), Catch::Matchers::StartsWith(
                                        "step 0, estimator 'estimator': the meta-gradient of 'w2' is not finite"));
  CHECK(test::same_bits(trainer.state().lambda.values(), lambda));

  task.loss_broken = true;
  Exact exact(ValidationPoint::current);
  Trainer base_first(task, exact, settings(StepOrder::base_first), RandomKey(1));
  const auto theta = base_first.state().theta.values().clone();
  CHECK_THROWS_WITH(base_first.step(), Catch::Matchers::StartsWith(
                                           "step 0, task 'task': training_loss() is inf at the initial parameters"));
  CHECK(test::same_bits(base_first.state().theta.values(), theta));
}

TEST_CASE("a meta-gradient of another shape and post-step in the wrong order are refused") {
  class Short : public MetaGradientEstimator {
   public:
    MetaGradient estimate(BilevelProblem&) override { return {torch::zeros({3}), {}}; }
  };
  TinyReweighting task(true);
  Short estimator;
  Trainer trainer(task, estimator, settings(StepOrder::meta_first), RandomKey(1));
  CHECK_THROWS_AS(trainer.step(), Error);
  Exact post_step(ValidationPoint::post_step);
  CHECK_THROWS_AS(Trainer(task, post_step, settings(StepOrder::meta_first), RandomKey(1)), Error);
}

TEST_CASE("an observer sees the step before λ moves and changes nothing") {
  const auto trained = [](bool observed) {
    TinyReweighting task(true);
    Exact estimator(ValidationPoint::lookahead);
    Trainer trainer(task, estimator, settings(StepOrder::meta_first), RandomKey(1));
    if (observed) {
      trainer.observe([&](const BilevelStep& bilevel_step, const MetaGradient& estimate) {
        BilevelProblem problem(trainer.state(), bilevel_step);
        CHECK(test::same_bits(exact_one_step(problem, ValidationPoint::lookahead).value, estimate.value));
      });
    }
    for (int i = 0; i < 5; ++i) trainer.step();
    return trainer.state().theta.values().clone();
  };
  CHECK(test::same_bits(trained(true), trained(false)));
}

TEST_CASE("Hessian products are refused where the task can be differentiated only once, wherever λ acts") {
  class Once : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    TaskTraits traits() const override { return {.twice_differentiable = false}; }
  };
  class Implicit : public Exact {
   public:
    using Exact::Exact;
    EstimatorNeeds needs() const override { return {.hessian_products = true}; }
  };
  Once task(true);
  Implicit implicit(ValidationPoint::current);
  CHECK_THROWS_AS(Trainer(task, implicit, settings(StepOrder::meta_first), RandomKey(1)), Error);
  Exact exact(ValidationPoint::current);  // forward mode: λ acts after the network
  CHECK_NOTHROW(Trainer(task, exact, settings(StepOrder::meta_first), RandomKey(1)).step());
}

TEST_CASE("the base rule has the state before the base update, in both orders, and its gradient") {
  class Rule : public MetaGradientEstimator {
   public:
    MetaGradient estimate(BilevelProblem& problem) override {
      velocity = problem.base_rule().velocity;
      problem.expand(ValidationPoint::automatic);
      jacobian = problem.base_update_jacobian();
      return {problem.zero_meta_gradient(), {}};
    }
    EstimatorNeeds needs() const override {
      return {.validation_point = ValidationPoint::automatic, .base_rule = true};
    }
    torch::Tensor velocity;
    torch::Tensor jacobian;
  };
  std::vector<torch::Tensor> jacobians;
  for (const auto order : {StepOrder::base_first, StepOrder::meta_first}) {
    TinyReweighting task(true);
    Rule estimator;
    auto chosen = settings(order);
    chosen.base = parse_optimizer("sgd", {{"lr", kBaseRate}, {"momentum", 0.9}});
    Trainer trainer(task, estimator, chosen, RandomKey(1));
    trainer.step();
    CHECK_FALSE(estimator.velocity.defined());
    Reference reference;
    const auto first = reference.base_gradient();
    trainer.step();
    CHECK(test::largest_difference(estimator.velocity, first) < 1e-15);

    TinyReweighting other(true);
    chosen.base = parse_optimizer("adam", {{"lr", kBaseRate}});
    Trainer adaptive(other, estimator, chosen, RandomKey(1));
    adaptive.step();
    adaptive.step();
    jacobians.push_back(estimator.jacobian);
  }
  // λ does not move, so both orders see the same update.
  CHECK(test::largest_difference(jacobians[0], jacobians[1]) < 1e-12);
  CHECK(jacobians[0].abs().max().item<double>() > 0);
}

TEST_CASE("a few meta-parameters are reported as they were before the update") {
  class One : public TinyReweighting {
   public:
    using TinyReweighting::TinyReweighting;
    std::shared_ptr<torch::nn::Module> meta_model() override { return one_; }
    torch::Tensor reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor&) override {
      return terms.mean() * one_->parameters()[0].sum();
    }

   private:
    struct Factor : torch::nn::Module {
      torch::Tensor factor = register_parameter("factor", torch::full({1}, 2, torch::kFloat64));
    };
    std::shared_ptr<Factor> one_ = std::make_shared<Factor>();
  };
  One task(true);
  Exact estimator(ValidationPoint::current);
  Trainer trainer(task, estimator, settings(StepOrder::meta_first), RandomKey(1));
  const auto report = trainer.step();
  CHECK(report.lambda == std::vector<DeferredNumber>{2});
  REQUIRE(report.meta_gradient.size() == 1);
  const double now = trainer.state().lambda.values()[0].item<double>();
  CHECK(now == Approx(2 - kMetaRate * report.meta_gradient[0]));
  TinyReweighting many(true);
  Trainer other(many, estimator, settings(StepOrder::meta_first), RandomKey(1));
  CHECK(other.step().lambda.empty());
}

TEST_CASE("steps with batches in parts are those with whole batches, and running averages move once per batch") {
  for (const bool held : {true, false}) {
    for (const auto order : {StepOrder::meta_first, StepOrder::base_first}) {
      TinyReweighting whole(held), divided(held), normalised(held, /*batch_norm=*/true);
      Exact estimator(ValidationPoint::automatic);
      auto chosen = settings(order);
      Trainer one(whole, estimator, chosen, RandomKey(1));
      chosen.accumulate = 2;
      Trainer two(divided, estimator, chosen, RandomKey(1));
      Trainer three(normalised, estimator, chosen, RandomKey(1));
      for (int step = 0; step < 3; ++step) {
        CHECK(one.step().training_loss == Approx(two.step().training_loss).epsilon(1e-13));
        three.step();
      }
      CHECK(test::largest_difference(one.state().theta.values(), two.state().theta.values()) < 1e-13);
      CHECK(test::largest_difference(one.state().lambda.values(), two.state().lambda.values()) < 1e-13);
      for (const auto& buffer : normalised.model()->named_buffers()) {
        if (buffer.key().ends_with("num_batches_tracked")) CHECK(buffer.value().item<std::int64_t>() == 3);
      }
    }
  }
}
