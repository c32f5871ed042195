#include "framework/trainer/first_non_finite.hpp"

#include <torch/torch.h>

#include <functional>

#include "framework/trainer/backbone_reach.hpp"
#include "framework/trainer/first_step.hpp"
#include "framework/trainer/trainer.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::CapturedLog;

namespace {

/// A layer and a head, as a backbone in a task.
struct Layer : torch::nn::Module {
  torch::Tensor weight = register_parameter("weight", torch::full({3}, 0.5));
  torch::Tensor bias = register_parameter("bias", torch::zeros({3}));
};

struct Whole : torch::nn::Module {
  std::shared_ptr<Layer> layer = register_module("layer", std::make_shared<Layer>());
  torch::Tensor head = register_parameter("head", torch::ones({3}));
};

struct Scale : torch::nn::Module {
  torch::Tensor weight = register_parameter("weight", torch::full({1}, 0.1));
};

/// ℓ_T = (1 + λ) mean f(layer, x) · head, with f to choose.
class Chosen : public Task {
 public:
  using Features = std::function<torch::Tensor(const Layer&, const torch::Tensor&)>;
  explicit Chosen(Features features) : features_(std::move(features)) {}

  void open(const TaskContext&) override {}
  InputSpecification input() const override { return {{3}, 0}; }
  void build(std::shared_ptr<Backbone>) override {}
  std::shared_ptr<torch::nn::Module> model() override { return whole; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return scale; }
  Batch training_batch(std::int64_t, std::int64_t) override { return {{"x", x}}; }
  Batch validation_batch(std::int64_t) override { return {{"x", x}}; }
  torch::Tensor training_loss(const Batch& batch) override { return loss(batch) * (1 + scale->weight.sum()); }
  torch::Tensor validation_loss(const Batch& batch) override { return loss(batch); }
  Metrics evaluate() override { return {{"score", 0}}; }
  std::string score_name() const override { return "score"; }

  std::shared_ptr<Whole> whole = std::make_shared<Whole>();
  std::shared_ptr<Scale> scale = std::make_shared<Scale>();
  torch::Tensor x = torch::ones({2, 3});

 private:
  torch::Tensor loss(const Batch& batch) {
    return (features_(*whole->layer, batch["x"]) * whole->head).square().mean() + whole->head.sum() * 0.1;
  }

  Features features_;
};

/// Where the first value that is not finite arises in the first step of a task with these features.
NonFinite found_in(const Chosen::Features& features, const std::function<void(Chosen&)>& change = {}) {
  Chosen task(features);
  if (change) change(task);
  TrainingState state(task);
  return first_non_finite(state, make_step(state, {.training_batches = 1}));
}

torch::Tensor plain(const Layer& layer, const torch::Tensor& x) { return x * layer.weight + layer.bias; }

/// What the first step says about the gradient's way to the layer.
std::vector<std::string> reach(const Chosen::Features& features) {
  Chosen task(features);
  TrainingState state(task);
  return verify_task(state, make_step(state, {.training_batches = 1}), true, {task.whole->layer, "mine", "chosen"});
}

}  // namespace

TEST_CASE("where the first value that is not finite arises is found in the order of a step") {
  CHECK(found_in(plain).where.empty());
  const auto nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(found_in(plain, [&](Chosen& task) { task.whole->head.data()[1] = nan; }).where == "the parameters at 'head'");
  CHECK(found_in(plain, [&](Chosen& task) { task.scale->weight.data()[0] = nan; }).where ==
        "the meta-parameters at 'weight'");
  const auto data = found_in(plain, [&](Chosen& task) { task.x[0][1] = nan; });
  CHECK(data.where == "the training batch, in 'x'");
  CHECK(data.data);
  CHECK_THAT(found_in([](const Layer& layer, const torch::Tensor& x) { return x * layer.weight.sub(0.6).log(); }).where,
             ContainsSubstring("the training loss, which is nan"));
  // The root of 0 has the derivative infinity, which 0 times it makes nan.
  const auto gradient =
      found_in([](const Layer& layer, const torch::Tensor& x) { return x + (layer.bias * layer.bias).sqrt(); });
  CHECK_THAT(gradient.where, ContainsSubstring("the gradient of the training loss at 'layer.bias', in ") &&
                                 ContainsSubstring("Backward"));
  CHECK_THAT(gradient.help, ContainsSubstring("a norm or a square root at 0"));
  // A norm at 0 has the derivative 0 by convention, but its second derivative divides by it.
  const auto second = found_in([](const Layer& layer, const torch::Tensor& x) { return x + layer.bias.norm(); });
  CHECK_THAT(second.where, ContainsSubstring("the second derivative of the training loss"));
  CHECK_THAT(second.help, ContainsSubstring("first derivatives only"));
}

TEST_CASE("the first step says when no gradient reaches the backbone, or only some of it") {
  CHECK(reach(plain).empty());
  const auto detached = reach([](const Layer& layer, const torch::Tensor& x) { return plain(layer, x).detach(); });
  REQUIRE(detached.size() == 1);
  CHECK_THAT(detached[0], ContainsSubstring("backbone 'mine': none of its parameters gets a gradient") &&
                              ContainsSubstring("help: if the backbone is meant to learn"));
  const auto some = reach([](const Layer& layer, const torch::Tensor& x) { return x * layer.weight; });
  REQUIRE(some.size() == 1);
  CHECK_THAT(some[0], ContainsSubstring("1 of its 2 parameters get no gradient and stay as they are: 'bias'"));
  const auto rounded = reach([](const Layer& layer, const torch::Tensor& x) { return plain(layer, x).round(); });
  REQUIRE(rounded.size() == 1);
  CHECK_THAT(rounded[0], ContainsSubstring("the gradient is 0 at all of its parameters in the first step"));
}

TEST_CASE(
    "a backbone without parameters to train is said to have none; one that the task does not use is not mentioned") {
  Chosen task(plain);
  for (auto& parameter : task.whole->layer->parameters()) parameter.set_requires_grad(false);
  TrainingState state(task);
  const auto step = make_step(state, {.training_batches = 1});
  const auto frozen = verify_task(state, step, true, {task.whole->layer, "mine", "chosen"});
  REQUIRE(frozen.size() == 1);
  CHECK_THAT(frozen[0], ContainsSubstring("has no parameter that is trained"));
  CHECK(verify_task(state, step, true, {std::make_shared<Layer>(), "other", "chosen"}).empty());
}
