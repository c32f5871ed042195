#include <torch/torch.h>

#include <memory>

#include "../support/temporary_folder.hpp"
#include "backbones/char-cnn/char_cnn.hpp"
#include "backbones/transformer/transformer.hpp"
#include "evograd/bilevel_problem.hpp"
#include "evograd/exact_one_step.hpp"
#include "tasks/metaxl/task.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;
using namespace evograd::metaxl;
using evograd::test::message_of;

namespace {

MetaXlOptions small() {
  MetaXlOptions options;
  options.data = "synthetic";
  options.vocabulary_size = 40;
  options.length = 8;
  options.source_size = 30;
  options.target_size = 16;
  options.development_size = 6;
  options.test_size = 7;
  options.source_batch_size = 4;
  options.target_batch_size = 6;
  options.bottleneck = 3;
  return options;
}

std::unique_ptr<MetaXl> opened(const MetaXlOptions& options, std::uint64_t seed = 1) {
  auto task = std::make_unique<MetaXl>(options);
  TaskContext context;
  context.randomness = RandomKey(seed);
  task->open(context);
  return task;
}

std::unique_ptr<MetaXl> built(const MetaXlOptions& options) {
  auto task = opened(options);
  torch::manual_seed(3);
  task->build(std::make_shared<backbones::Transformer>(backbones::TransformerOptions{8, 2, 2, 12, 0.1, "post"},
                                                       task->input()));
  for (const auto& module : {task->model(), task->meta_model()}) module->to(torch::kFloat64);
  return task;
}

BilevelStep moment(TrainingState& state) { return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1}); }

}  // namespace

TEST_CASE("the exact hypergradient of the representation transformation is that of differences") {
  for (const bool detach : {true, false}) {
    for (const std::vector<std::string>& sites : {std::vector<std::string>{}, {"embeddings", "layer.0"}}) {
      if (detach && sites.size() > 1) continue;  // a site's change is then no function of the change below it
      INFO("detach " << detach << ", " << sites.size() << " sites");
      auto options = small();
      options.detach = detach;
      options.sites = sites;
      const auto task = built(options);
      TrainingState state(*task);
      const auto theta = state.theta.values().clone();
      BilevelProblem problem(state, moment(state));
      const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
      const auto direction = torch::randn(exact.sizes(), RandomKey(4).generator(), torch::kFloat64);
      const auto one_step_later = [&](double shift) {
        BilevelProblem shifted(state, moment(state));
        const BilevelProblem::MetaPoint point(shifted, state.lambda.values() + shift * direction);
        const auto gradient = shifted.train_gradient(theta).gradient;
        return shifted.validation_loss(theta - 0.1 * gradient);
      };
      const double step = 1e-5;
      const double difference = (one_step_later(step) - one_step_later(-step)) / (2 * step);
      CHECK(exact.norm().item<double>() > 0);
      CHECK(exact.dot(direction).item<double>() == Approx(difference).epsilon(1e-4));
    }
  }
}

TEST_CASE("the transformation acts on the source in training, and nowhere else") {
  const auto task = built(small());
  TrainingState state(*task);
  BilevelProblem problem(state, moment(state));
  const auto losses = [&] {
    return std::pair(problem.train_loss(problem.theta()), problem.validation_loss(problem.theta()));
  };
  const auto before = losses();
  CHECK(losses() == before);
  const auto scores = task->evaluate();
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : task->meta_model()->parameters()) parameter.add_(0.7);
  }
  const auto after = losses();
  CHECK(after.first != before.first);
  CHECK(after.second == before.second);
  CHECK(task->evaluate() == scores);
}

TEST_CASE("a problem restricted to the head has the head's own part of the mixed derivative") {
  const auto task = built(small());
  TrainingState state(*task);
  BilevelProblem whole(state, moment(state));
  const auto all = exact_one_step(whole, ValidationPoint::current).value;
  BilevelProblem restricted(state, moment(state));
  restricted.restrict_to({"head"});
  const auto head = exact_one_step(restricted, ValidationPoint::current).value;
  // The transformation stands right before the head and reads without gradient, yet the layers below see it too: through the loss's
  // derivative at its output. So the two differ, and the head's is not zero.
  CHECK(head.norm().item<double>() > 0);
  CHECK(test::largest_difference(head, all) > 0);
  CHECK(test::cosine(head, all) > 0);
}

TEST_CASE("the arms of the task train on what they say") {
  auto options = small();
  const auto joint = built(options)->training_batch(0, 0);
  CHECK(joint["source_tokens"].sizes() == torch::IntArrayRef({4, 8}));
  CHECK(joint["target_tokens"].size(0) == 3);  // the other half is for the meta loss

  options.training = "target";
  const auto target = built(options);
  const auto alone = target->training_batch(0, 0);
  CHECK_FALSE(alone.contains("source_tokens"));
  CHECK(alone["target_tokens"].size(0) == 6);
  CHECK(target->meta_model()->parameters().empty());

  options.training = "source";
  const auto source = built(options)->training_batch(0, 0);
  CHECK(source.contains("source_tokens"));
  CHECK_FALSE(source.contains("target_tokens"));

  options.training = "joint";
  options.transformation = "none";
  CHECK(built(options)->training_batch(0, 0)["target_tokens"].size(0) == 6);

  options.transformation = "fixed";
  const auto fixed = built(options);
  CHECK(fixed->meta_model()->parameters().empty());
  CHECK(fixed->meta_model()->buffers().size() == 4);
  CHECK(fixed->training_batch(0, 0)["target_tokens"].size(0) == 3);
}

TEST_CASE("batches of the cross-lingual task depend on seed and step alone") {
  const auto a = opened(small());
  const auto b = opened(small());
  const auto other = opened(small(), 2);
  const auto tokens = [](MetaXl& task, std::int64_t step) { return task.training_batch(step, 0)["source_tokens"]; };
  b->training_batch(5, 0);
  CHECK(torch::equal(tokens(*a, 3), tokens(*b, 3)));
  CHECK(torch::equal(tokens(*a, 3), a->training_batch(2, 1)["source_tokens"]));
  CHECK_FALSE(torch::equal(tokens(*a, 3), tokens(*a, 4)));
  CHECK_FALSE(torch::equal(tokens(*a, 3), tokens(*other, 3)));
}

TEST_CASE("names come from CLDR, twenty of each type, and are scored by development and test part") {
  MetaXlOptions options;
  const auto task = opened(options);
  CHECK(task->input().shape == std::vector<std::int64_t>{32});
  torch::manual_seed(3);
  task->build(std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{}, task->input()));
  CHECK(task->score_name() == "test_accuracy");
  CHECK(task->selection_name() == "development_accuracy");
  const auto metrics = task->evaluate();
  REQUIRE(metrics.size() == 2);
  CHECK(metrics[0].first == "test_accuracy");
  CHECK(metrics[1].first == "development_accuracy");
  CHECK(task->training_batch(0, 0)["source_labels"].size(0) == 48);
}

TEST_CASE("what cannot be trained on is refused with its reason") {
  auto options = small();
  options.target_batch_size = 17;
  CHECK(message_of([&] { opened(options); }) ==
        "[task] target_batch_size: is 17, but there are 16 texts to train on\n  help: make the batch smaller or train on "
        "more texts");
  options = small();
  options.portion = 7;
  CHECK(message_of([&] { opened(options); }).starts_with("[task] portion: is 7, more than the 6 texts"));
  options = small();
  options.data = "names";
  options.tokenizer = "wordpiece";
  CHECK(message_of([&] { opened(options); }).starts_with("[task] vocabulary: is empty, but tokenizer = \"wordpiece\""));
  const auto task = opened(small());
  CHECK(message_of([&] {
          task->build(std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{}, task->input()));
        }).starts_with("backbone: gives features of shape {192} of a text as a whole, but words have labels\n  help: "));
}
