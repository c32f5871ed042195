#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "backbones/lenet/lenet.hpp"
#include "backbones/mlp/mlp.hpp"
#include "estimators/t1-t2/t1_t2.hpp"
#include "evograd/exact_one_step.hpp"
#include "framework/trainer/trainer.hpp"
#include "tasks/rotation/nearest_rotation.hpp"
#include "tasks/rotation/task.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/one_step_later.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace estimators;
using namespace evograd;
using namespace rotation;
using evograd::test::message_of;

namespace {

constexpr double degree = std::numbers::pi / 180;

RotationOptions small() {
  RotationOptions options;
  options.dataset = "synthetic";
  options.image_shape = {1, 12, 12};
  options.classes = 4;
  options.train_size = 150;
  options.validation_size = 50;
  options.test_size = 70;
  options.batch_size = 20;
  options.validation_batch_size = 10;
  options.evaluation_batch_size = 32;
  return options;
}

std::unique_ptr<Rotation> opened(const RotationOptions& options, std::uint64_t seed = 1) {
  auto task = std::make_unique<Rotation>(options);
  TaskContext context;
  context.randomness = RandomKey(seed);
  task->open(context);
  return task;
}

std::unique_ptr<Rotation> built(const RotationOptions& options, bool convolutional = false) {
  auto task = opened(options);
  torch::manual_seed(3);
  std::shared_ptr<Backbone> backbone;
  if (convolutional) {
    backbone = std::make_shared<backbones::LeNet>(backbones::LeNet::Options{}, task->input());
  } else {
    backbone = std::make_shared<backbones::Mlp>(backbones::MlpOptions{{16}}, task->input());
  }
  task->build(backbone);
  return task;
}

void turn(Rotation& task, double degrees) {
  const torch::NoGradGuard no_grad;
  task.meta_model()->parameters()[0].fill_(degrees * degree);
}

BilevelStep bilevel_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1});
}

}  // namespace

TEST_CASE("the exact hypergradient is that of differences, although the sampler has one derivative only") {
  const auto task = built(small(), /*convolutional=*/true);
  for (const auto& module : {task->model(), task->meta_model()}) module->to(torch::kFloat64);
  turn(*task, 5);
  TrainingState state(*task);
  const auto theta = state.theta.values().clone();
  BilevelProblem problem(state, bilevel_step(state));
  const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value[0].item<double>();
  const double step = 1e-7;  // a larger one meets kinks of ReLU and pooling
  const auto along = torch::ones_like(state.lambda.values());
  CHECK(exact == Approx(test::gradient_one_step_later(state, bilevel_step, along, step)).epsilon(1e-4));

  const auto v = torch::randn(theta.sizes(), RandomKey(5).generator(), torch::kFloat64);
  const auto product = problem.hessian_product(theta, v);
  const auto difference =
      (problem.train_gradient(theta + step * v).gradient - problem.train_gradient(theta - step * v).gradient) /
      (2 * step);
  CHECK(test::cosine(product, difference) > 0.99999);
  CHECK(product.norm().item<double>() == Approx(difference.norm().item<double>()).epsilon(1e-3));
}

TEST_CASE(
    "with black outside a black image stays black when it is turned, with the mean outside its corners are grey") {
  for (const char* outside : {"black", "mean"}) {
    auto options = small();
    options.outside = outside;
    const auto task = built(options);
    auto batch = task->training_batch(0, 0);
    const auto darkest = batch["image"].min();  // synthetic images reach down to black in a batch of twenty
    batch.set("image", torch::zeros_like(batch["image"]) + darkest);
    const double upright = task->training_loss(batch).item<double>();
    turn(*task, 45);
    const double change = std::abs(task->training_loss(batch).item<double>() - upright);
    INFO(outside << " " << change);
    CHECK((change < 1e-5) == (options.outside == "black"));
  }
}

TEST_CASE("only the training loss sees the angle, and without the transformation neither does") {
  for (const bool transform : {true, false}) {
    auto options = small();
    options.transform = transform;
    const auto task = built(options);
    TrainingState state(*task);
    BilevelProblem problem(state, bilevel_step(state));
    const auto losses = [&] {
      return std::pair(problem.train_loss(problem.theta()), problem.validation_loss(problem.theta()));
    };
    const auto upright = losses();
    turn(*task, 40);
    const auto turned = losses();
    CHECK((turned.first != upright.first) == transform);
    CHECK(turned.second == upright.second);
    CHECK_FALSE(task->traits().validation_sees_lambda);
    const auto gradient = problem.train_lambda_gradient(problem.theta()).lambda_gradient;
    CHECK((gradient[0].item<double>() != 0) == transform);
  }
}

TEST_CASE("images are split at random into disjoint sets, and validation and test images are rotated") {
  const auto options = small();
  torch::Tensor earlier;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const SplitImages images(options, {}, RandomKey(seed));
    const auto& training = images.training_positions();
    const auto& validation = images.validation_positions();
    CHECK(training.size(0) == 150);
    CHECK(validation.size(0) == 50);
    CHECK(std::get<0>(at::_unique(torch::cat({training, validation}))).size(0) == 200);
    CHECK(torch::equal(images.rotated_test().images, rotated_nearest(images.upright_test().images, 30)));
    CHECK(torch::equal(images.rotated_test().labels, images.upright_test().labels));
    CHECK(images.rotated_test().size() == 70);
    if (earlier.defined()) CHECK_FALSE(torch::equal(earlier, validation));
    earlier = validation;
  }
  auto all = options;
  all.train_size = 0;
  CHECK(SplitImages(all, {}, RandomKey(1)).training_positions().size(0) == 10000);
}

TEST_CASE("validation images are training images of other positions, rotated") {
  auto upright = small();
  upright.angle = 0;
  const SplitImages before(upright, {}, RandomKey(1));
  const SplitImages after(small(), {}, RandomKey(1));
  CHECK(torch::equal(after.rotated_validation().images, rotated_nearest(before.rotated_validation().images, 30)));
  CHECK(torch::equal(after.rotated_validation().labels, before.rotated_validation().labels));
}

TEST_CASE("the batches of the rotation task are functions of seed and step") {
  const auto forwards = opened(small());
  const auto backwards = opened(small());
  const auto other = opened(small(), 2);
  std::vector<Batch> training;
  std::vector<Batch> validation;
  for (int step = 0; step < 9; ++step) {
    training.push_back(forwards->training_batch(step, 0));
    validation.push_back(forwards->validation_batch(step));
  }
  for (int step = 8; step >= 0; --step) {
    const auto position = static_cast<std::size_t>(step);
    for (const auto* name : {"image", "label"}) {
      CHECK(torch::equal(backwards->training_batch(step, 0)[name], training[position][name]));
      CHECK(torch::equal(backwards->validation_batch(step)[name], validation[position][name]));
    }
  }
  CHECK(torch::equal(forwards->training_batch(2, 3)["image"], training[5]["image"]));
  CHECK_FALSE(torch::equal(other->training_batch(0, 0)["image"], training[0]["image"]));
  CHECK(training[0]["image"].sizes() == torch::IntArrayRef({20, 1, 12, 12}));
  CHECK(validation[0]["image"].sizes() == torch::IntArrayRef({10, 1, 12, 12}));
}

TEST_CASE("evaluation scores rotated and upright test images without the learned rotation") {
  const auto task = built(small());
  turn(*task, 12.5);
  task->model()->train();
  const auto metrics = task->evaluate();
  CHECK_FALSE(task->model()->is_training());
  CHECK(task->score_name() == "test_accuracy");
  std::vector<std::string> names;
  for (const auto& [name, value] : metrics) names.push_back(name);
  CHECK(names == std::vector<std::string>{"test_accuracy", "test_loss", "upright_accuracy", "angle"});
  CHECK(metrics[3].second == Approx(12.5).epsilon(1e-6));

  // The same by hand, in one batch.
  const torch::NoGradGuard no_grad;
  const SplitImages images(small(), {}, RandomKey(1).fold("rotation"));
  auto& classifier = dynamic_cast<networks::Classifier&>(*task->model());
  const auto logits = [&](const data::ImageSet& set) { return classifier.forward(images.normalization()(set.images)); };
  const auto accuracy = [&](const data::ImageSet& set) {
    return 100 * logits(set).argmax(1).eq(set.labels).to(torch::kFloat64).mean().item<double>();
  };
  CHECK(metrics[0].second == Approx(accuracy(images.rotated_test())));
  CHECK(metrics[2].second == Approx(accuracy(images.upright_test())));
  const auto loss = torch::cross_entropy_loss(logits(images.rotated_test()), images.rotated_test().labels);
  CHECK(metrics[1].second == Approx(loss.item<double>()).epsilon(1e-5));
}

TEST_CASE("fifty steps of the exact gradient turn training images the way the validation images are turned") {
  auto options = small();
  options.image_shape = {1, 16, 16};
  options.train_size = 2000;
  options.validation_size = 500;
  options.batch_size = 50;
  options.validation_batch_size = 50;
  for (const double degrees : {30.0, -30.0}) {
    options.angle = degrees;
    const auto task = built(options);
    T1T2 estimator(T1T2Options{});
    const host::TrainerSettings settings{.base = host::parse_optimizer("adam", {{"lr", 1e-3}}),
                                         .meta = host::parse_optimizer("adam", {{"lr", 1e-2}}),
                                         .steps = 50,
                                         .order = task->traits().order};
    host::Trainer trainer(*task, estimator, settings, RandomKey(1));
    for (int step = 0; step < 50; ++step) trainer.step();
    const double learned = trainer.state().lambda.tensors()[0].item<double>() / degree;
    INFO(learned);
    CHECK(learned / degrees > 0.5);  // Adam's steps are 0.57 degrees at most, so most of them went this way
  }
}

TEST_CASE("a split or a batch that is larger than the data is refused") {
  const test::TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", test::idx_images(6, 12, 12));
  folder.write("train-labels-idx1-ubyte", test::idx_labels({0, 1, 0, 1, 0, 1}));
  folder.write("t10k-images-idx3-ubyte", test::idx_images(2, 12, 12));
  folder.write("t10k-labels-idx1-ubyte", test::idx_labels({0, 1}));
  auto options = small();
  options.dataset = "idx";
  options.data = folder.path().string();
  options.train_size = 4;
  options.validation_size = 3;
  CHECK(message_of([&] { opened(options); }) ==
        "task 'rotation': train_size is 4 and validation_size 3, but there are only 6 images\n  help: reduce "
        "train_size or validation_size");
  options.train_size = 3;
  options.batch_size = 3;
  options.validation_batch_size = 4;
  CHECK(
      message_of([&] { opened(options); }) ==
      "task 'rotation': validation_batch_size is 4, but there are only 3 images\n  help: reduce validation_batch_size");
}
