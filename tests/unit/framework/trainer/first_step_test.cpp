// What a run takes for granted of task and estimator is verified at the first step.

#include <torch/torch.h>

#include <functional>
#include <limits>

#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "framework/trainer/trainer.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using test::TinyReweighting;

namespace {

/// A task whose functions can be spoilt one by one.
class Spoilt : public TinyReweighting {
 public:
  Spoilt() : TinyReweighting(/*held=*/true) {}
  torch::Tensor reduce(const torch::Tensor& terms, const Batch& batch, const torch::Tensor& held) override {
    return training(blind ? terms.mean() : TinyReweighting::reduce(terms, batch, held));
  }
  torch::Tensor network_terms(const Batch& batch) override { return terms(TinyReweighting::network_terms(batch)); }
  torch::Tensor validation_loss(const Batch& batch) override {
    return validation(TinyReweighting::validation_loss(batch));
  }
  Batch training_batch(std::int64_t step, std::int64_t index) override {
    batches();
    return TinyReweighting::training_batch(step, index);
  }
  std::string score_name() const override { return score; }

  using Change = std::function<torch::Tensor(const torch::Tensor&)>;
  Change training = [](const torch::Tensor& loss) { return loss; };
  Change validation = training;
  Change terms = training;
  bool blind = false;  // to λ
  std::function<void()> batches = [] {};
  std::string score = "score";
};

class Estimator : public MetaGradientEstimator {
 public:
  MetaGradient estimate(BilevelProblem& problem) override {
    before(problem);
    auto result = exact_one_step(problem, ValidationPoint::current);
    change(result);
    return result;
  }
  EstimatorNeeds needs() const override { return declared; }
  std::function<void(BilevelProblem&)> before = [](auto&) {};
  std::function<void(MetaGradient&)> change = [](auto&) {};
  EstimatorNeeds declared{};
};

TrainerSettings named_settings(StepOrder order = StepOrder::meta_first) {
  TrainerSettings made;
  made.base = parse_optimizer("sgd", {{"lr", 0.1}});
  made.meta = parse_optimizer("sgd", {{"lr", 0.1}});
  made.steps = 10;
  made.order = order;
  made.task_name = "tiny";
  made.estimator_name = "exact";
  return made;
}

/// What the first step of `task` under `estimator` throws.
std::string message_of(Spoilt& task, Estimator estimator = {}) {
  Trainer trainer(task, estimator, named_settings(), RandomKey(1));
  try {
    trainer.step();
    trainer.evaluate();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a sound task and estimator pass, with the numbers of a run without verification") {
  Spoilt task;
  CHECK(message_of(task) == "");
}

TEST_CASE("the first step names task, function and remedy where a loss is not what a run takes for granted") {
  Spoilt per_example;
  per_example.training = [](const torch::Tensor& loss) { return loss.reshape({1}); };
  CHECK_THAT(message_of(per_example),
             ContainsSubstring("step 0, task 'tiny': training_loss() returns a tensor of shape "
                               "[1], not a floating-point scalar") &&
                 ContainsSubstring("mean() or sum()"));
  Spoilt undefined;
  undefined.validation = [](const torch::Tensor&) { return torch::Tensor(); };
  CHECK_THAT(message_of(undefined), ContainsSubstring("validation_loss() returns an undefined tensor"));
  Spoilt infinite;
  infinite.training = [](const torch::Tensor& loss) { return loss / 0; };
  CHECK_THAT(message_of(infinite), ContainsSubstring("training_loss() is inf at the initial parameters"));
  Spoilt detached;
  detached.validation = [](const torch::Tensor& loss) { return loss.detach(); };
  CHECK_THAT(message_of(detached), ContainsSubstring("validation_loss() does not reach any parameter of model()"));
}

TEST_CASE("a validation loss that sees λ although the traits deny it is refused, since ∂ℓ_V/∂λ would be lost") {
  Spoilt task;
  task.validation = [&](const torch::Tensor& loss) { return loss + task.meta_model()->parameters()[0].square().sum(); };
  CHECK_THAT(message_of(task), ContainsSubstring("validation_loss() depends on the meta-parameters") &&
                                   ContainsSubstring("validation_sees_lambda = true"));
}

TEST_CASE("writes to parameters and draws from the global generator are found") {
  Spoilt writing;
  writing.validation = [&](const torch::Tensor& loss) {
    const torch::NoGradGuard no_grad;
    writing.model()->parameters()[0].mul_(0.999);
    return loss;
  };
  CHECK_THAT(message_of(writing), ContainsSubstring("writes to the parameter"));
  Spoilt drawing;
  drawing.batches = [] { torch::rand({1}); };
  CHECK_THAT(message_of(drawing),
             ContainsSubstring("task 'tiny': a batch function draws from LibTorch's global generator"));
  Spoilt sound;
  Estimator draws;
  draws.change = [](MetaGradient& result) { result.value.mul_(1 + 0.01 * torch::rand({1}, torch::kFloat64)); };
  CHECK_THAT(message_of(sound, draws), ContainsSubstring("step 0, estimator 'exact': estimate() draws from"));
  Estimator writes;
  writes.before = [](BilevelProblem& problem) { problem.theta().detach().add_(0.1); };
  CHECK_THAT(message_of(sound, writes), ContainsSubstring("estimator 'exact': wrote to θ in place"));
}

TEST_CASE("a meta-gradient of another form, and an unknown score, are refused by name") {
  Spoilt task;
  Estimator undefined;
  undefined.change = [](MetaGradient& result) { result.value = torch::Tensor(); };
  CHECK_THAT(message_of(task, undefined), ContainsSubstring("estimator 'exact': did not return a meta-gradient"));
  Estimator half;
  half.change = [](MetaGradient& result) { result.value = result.value.to(torch::kHalf); };
  CHECK_THAT(message_of(task, half), ContainsSubstring("of Half on cpu, not"));
  task.score = "accuracy";
  CHECK_THAT(message_of(task), ContainsSubstring("task 'tiny': evaluate() does not return the metric 'accuracy'") &&
                                   ContainsSubstring("the metrics are score"));
}

TEST_CASE("what a component throws names step and component, the task where it threw inside an estimate") {
  Spoilt sound;
  Estimator throws;
  throws.before = [](BilevelProblem& problem) {
    if (problem.step() == 2) throw std::runtime_error("my solver diverged");
  };
  Trainer trainer(sound, throws, named_settings(), RandomKey(1));
  trainer.step();
  trainer.step();
  CHECK_THROWS_WITH(trainer.step(), "step 2, estimator 'exact': my solver diverged");

  Spoilt task;
  Estimator estimator;
  Trainer other(task, estimator, named_settings(), RandomKey(1));
  other.step();
  task.validation = [](const torch::Tensor&) -> torch::Tensor { throw std::runtime_error("no such image"); };
  CHECK_THROWS_WITH(other.step(), "step 1, task 'tiny': no such image");
}

TEST_CASE("a training loss without λ is a warning") {
  Spoilt task;
  task.blind = true;
  Estimator estimator;
  Trainer trainer(task, estimator, named_settings(), RandomKey(1));
  const test::CapturedLog log;
  trainer.step();
  REQUIRE(log.lines.size() == 1);
  CHECK((log.levels[0] == logging::Level::warning));
  CHECK(log.lines[0] == "task 'tiny': the training loss does not depend on the meta-parameters at the first step");
}

TEST_CASE("an estimator's own gradient moves θ in place of that of the training loss") {
  Spoilt task;
  Estimator estimator;
  estimator.declared = {.base_gradient = true};
  Trainer trainer(task, estimator, named_settings(), RandomKey(1));
  const auto size = trainer.state().theta.values().numel();
  estimator.change = [size](MetaGradient& result) {
    result.base_gradient = torch::ones({size}, torch::kFloat64);
    result.base_loss = 7;
  };
  const auto theta = trainer.state().theta.values().clone();
  CHECK(trainer.step().training_loss == 7);
  CHECK((trainer.state().theta.values() - (theta - 0.1)).abs().max().item<double>() < 1e-15);

  Estimator forgets;
  forgets.declared = {.base_gradient = true};
  CHECK_THAT(message_of(task, forgets), ContainsSubstring("did not return a base gradient"));
  CHECK_THROWS_WITH(Trainer(task, forgets, named_settings(StepOrder::base_first), RandomKey(1)),
                    ContainsSubstring("the meta update must come first"));
}

TEST_CASE("a layer that is not registered is found, since nothing would train it") {
  Spoilt task;
  const auto forgotten = torch::ones({2, 3}, torch::requires_grad().dtype(torch::kFloat64));
  task.training = [&](const torch::Tensor& loss) { return loss * forgotten.mean(); };
  CHECK_THAT(message_of(task), ContainsSubstring("training_loss() uses a tensor [2, 3] that requires a "
                                                 "gradient but is not a parameter of model()") &&
                                   ContainsSubstring("register_module()"));
}

TEST_CASE("meta-parameters among an after-network task's terms are refused with the true remedy") {
  Spoilt task;
  task.terms = [&](const torch::Tensor& terms) { return terms * task.meta_model()->parameters()[1].sum(); };
  CHECK_THAT(message_of(task), ContainsSubstring("network_terms() depends on the meta-parameters") &&
                                   ContainsSubstring("use them in reduce() alone"));
}
