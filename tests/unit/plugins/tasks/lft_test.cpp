#include <torch/torch.h>

#include <memory>

#include "backbones/conv4/conv4.hpp"
#include "backbones/mlp/mlp.hpp"
#include "backbones/resnet-cifar/resnet_cifar.hpp"
#include "backbones/resnet/resnet.hpp"
#include "evograd/bilevel_problem.hpp"
#include "evograd/exact_one_step.hpp"
#include "tasks/lft/task.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/one_step_later.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace lft;
using evograd::test::message_of;

namespace {

LftOptions small() {
  LftOptions options;
  options.data = "synthetic";
  options.image_size = 16;
  options.ways = 3;
  options.shots = 2;
  options.queries = 3;
  options.head = "prototypical";
  options.auxiliary_batch_size = 4;
  options.episodes = 20;
  options.seen_episodes = 10;
  return options;
}

std::unique_ptr<Lft> opened(const LftOptions& options, std::int64_t steps = 100) {
  auto task = std::make_unique<Lft>(options);
  TaskContext context;
  context.randomness = RandomKey(1);
  context.steps = steps;
  task->open(context);
  return task;
}

std::shared_ptr<Backbone> narrow(const InputSpecification& input) {
  backbones::Conv4Options options;
  options.channels = 6;
  return std::make_shared<backbones::Conv4>(options, input);
}

std::unique_ptr<Lft> built(const LftOptions& options) {
  auto task = opened(options);
  torch::manual_seed(3);
  task->build(narrow(task->input()));
  return task;
}

BilevelStep bilevel_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1});
}

}  // namespace

TEST_CASE("the exact hypergradient of the transformation is that of differences under common noise") {
  for (const std::int64_t auxiliary : {0, 4}) {
    for (const char* head : {"prototypical", "relation-softmax", "matching"}) {
      INFO(head << ", auxiliary batch of " << auxiliary);
      auto options = small();
      options.head = head;
      options.auxiliary_batch_size = auxiliary;
      const auto task = built(options);
      for (const auto& module : {task->model(), task->meta_model()}) module->to(torch::kFloat64);
      TrainingState state(*task);
      BilevelProblem problem(state, bilevel_step(state));
      const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
      const auto direction = torch::randn(exact.sizes(), RandomKey(4).generator(), torch::kFloat64);
      // A larger step meets kinks of ReLU and pooling.
      const double difference = test::gradient_one_step_later(state, bilevel_step, direction, 1e-7);
      CHECK(exact.dot(direction).item<double>() == Approx(difference).epsilon(1e-4));
    }
  }
}

TEST_CASE("the transformation acts in training only, and gradient reaches gamma and beta of every site") {
  const auto task = built(small());
  TrainingState state(*task);
  BilevelProblem problem(state, bilevel_step(state));
  const auto losses = [&] {
    return std::pair(problem.train_loss(problem.theta()), problem.validation_loss(problem.theta()));
  };
  const auto before = losses();
  CHECK(losses() == before);  // common noise
  const auto gradient = problem.train_lambda_gradient(problem.theta()).lambda_gradient;
  for (const auto& segment : problem.meta_layout().segments()) {
    INFO(segment.name);
    const auto size = problem.meta_layout().view(gradient, segment).abs();
    CHECK(size.max().item<double>() > 1e-3);
    // Distances to prototypes do not change when a channel of the last site is shifted for all images, unless a ReLU
    // cuts some of them off: where none does the exact derivative is 0, and rounding decides what comes out.
    if (segment.name != "block4_bn_beta") CHECK(size.min().item<double>() > 1e-5);
  }
  const auto buffers = task->model()->buffers();
  std::vector<torch::Tensor> copies;
  for (const auto& buffer : buffers) copies.push_back(buffer.clone());
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : task->meta_model()->parameters()) parameter.add_(0.7);
  }
  const auto after = losses();
  CHECK(after.first != before.first);
  CHECK(after.second == before.second);
  CHECK_FALSE(task->traits().validation_sees_lambda);
  for (std::size_t i = 0; i < buffers.size(); ++i) CHECK(torch::equal(buffers[i], copies[i]));

  problem.use_layer_randomness(LayerRandomness::fresh);
  CHECK(problem.train_loss(problem.theta()) != problem.train_loss(problem.theta()));
}

TEST_CASE("evaluation is without transformation and the same for the same state") {
  const auto task = built(small());
  const torch::NoGradGuard no_grad;
  const auto before = task->evaluate();
  for (auto& parameter : task->meta_model()->parameters()) parameter.fill_(3);
  const auto after = task->evaluate();
  CHECK(before[0].first == task->score_name());
  for (const std::size_t i : {0, 1, 2}) CHECK(before[i] == after[i]);
  CHECK(before[2].first == "seen_accuracy");
  CHECK(after[3].first == "mean_scale_noise");
  CHECK(after[3].second == Approx(3).epsilon(1e-6));
}

TEST_CASE("the arms without learning have no meta-parameters, and none adds no noise") {
  for (const char* arm : {"none", "fixed"}) {
    auto options = small();
    options.transformation = arm;
    const auto task = built(options);
    CHECK(task->meta_model()->parameters().empty());
    const auto batch = task->training_batch(0, 0);
    const auto loss = [&](std::uint64_t seed) {
      torch::manual_seed(seed);
      return task->training_loss(batch).item<double>();
    };
    CHECK((loss(1) == loss(2)) == (std::string(arm) == "none"));
  }
}

TEST_CASE("the pseudo-seen and pseudo-unseen domains of a step differ, and an epoch keeps its pair") {
  auto options = small();
  options.domains_drawn = "epoch";
  options.epoch_steps = 5;
  // Images of a domain are recognised by their brightness and contrast; here by the batch being the same or not.
  const auto by_epoch = built(options);
  const auto again = built(options);
  for (const std::int64_t step : {0, 7}) {
    CHECK(torch::equal(by_epoch->training_batch(step, 0)["image"], again->training_batch(step, 0)["image"]));
    CHECK_FALSE(torch::equal(by_epoch->training_batch(step, 0)["image"], by_epoch->training_batch(step, 1)["image"]));
    CHECK_FALSE(torch::equal(by_epoch->training_batch(step, 0)["image"], by_epoch->validation_batch(step)["image"]));
  }
  CHECK(by_epoch->training_batch(0, 0)["image"].sizes() == torch::IntArrayRef({15, 3, 16, 16}));
  CHECK(by_epoch->training_batch(0, 0)["auxiliary_image"].size(0) == 4);
}

TEST_CASE("the auxiliary loss fades by its periods") {
  auto options = small();
  options.auxiliary_periods = 4;
  options.auxiliary_decay = 0.5;
  const auto task = opened(options, 100);
  CHECK(task->training_batch(0, 0)["auxiliary_weight"].item<double>() == 1);
  CHECK(task->training_batch(24, 0)["auxiliary_weight"].item<double>() == 1);
  CHECK(task->training_batch(25, 0)["auxiliary_weight"].item<double>() == 0.5);
  CHECK(task->training_batch(99, 0)["auxiliary_weight"].item<double>() == 0.125);
  options.auxiliary_batch_size = 0;
  CHECK_FALSE(opened(options)->training_batch(0, 0).contains("auxiliary_image"));
}

TEST_CASE("the same task runs on conv4, resnet, resnet-cifar and mlp with every head") {
  for (const char* head : {"relation-softmax", "relation-mse", "prototypical", "matching"}) {
    auto options = small();
    options.head = head;
    const auto input = InputSpecification{{3, 16, 16}, 0};
    backbones::ResNetOptions resnet;
    resnet.depth = 10;
    resnet.base_width = 4;
    resnet.features = "map";
    const std::vector<std::shared_ptr<Backbone>> all{
        narrow(input), std::make_shared<backbones::ResNet>(resnet, input),
        std::make_shared<backbones::ResNetCifar>(backbones::ResNetCifarOptions{8, 1}, input),
        std::make_shared<backbones::Mlp>(backbones::MlpOptions{{8}}, input)};
    for (const auto& backbone : all) {
      INFO(head << " " << backbone->name());
      const auto task = opened(options);
      task->build(backbone);
      TrainingState state(*task);
      BilevelProblem problem(state, bilevel_step(state));
      const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
      CHECK(torch::isfinite(exact).all().item<bool>());
      CHECK(exact.norm().item<double>() > 0);
    }
  }
}

TEST_CASE("chosen sites alone are transformed, and what cannot be is refused by name") {
  auto options = small();
  options.sites = {"block2.bn"};
  CHECK(built(options)->meta_model()->parameters().size() == 2);
  options.sites = {"block9.bn"};
  CHECK(message_of([&] { built(options); }) ==
        "[task] sites: 'block9.bn' is not a site of the backbone\n  help: sites: block1.bn, block2.bn, block3.bn, "
        "block4.bn");
  options = small();
  options.held_out = "nowhere";
  CHECK(message_of([&] { opened(options); }) ==
        "[task] held_out: is 'nowhere', which is not a domain of the data\n  help: domains: amber, basalt, cedar, "
        "dune, ember");
  options.held_out = "amber";
  options.domains = {"amber", "basalt"};
  CHECK(message_of([&] {
          opened(options);
        }).starts_with("[task] domains: leaves 1 seen domain(s) besides 'amber', but a step draws"));
  options = small();
  options.ways = 30;
  CHECK(message_of([&] {
          opened(options);
        }).starts_with("domain 'amber': has 12 base classes, but an episode needs 30 (30 ways)"));
  options = small();
  options.base_domain = "ember";  // held out
  CHECK(message_of([&] {
          opened(options);
        }).starts_with("[task] base_domain: is 'ember', which is not a domain of the data"));
}
