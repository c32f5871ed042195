#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "backbones/lenet/lenet.hpp"
#include "backbones/mlp/mlp.hpp"
#include "tasks/meta-weight-net/roc.hpp"
#include "tasks/meta-weight-net/task.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace meta_weight_net;
using evograd::test::message_of;

namespace {

MetaWeightNetOptions small() {
  MetaWeightNetOptions options;
  options.dataset = "synthetic";
  options.image_shape = {2, 6, 5};
  options.classes = 4;
  options.train_size = 150;
  options.test_size = 70;
  options.meta_size = 24;
  options.batch_size = 20;
  options.meta_batch_size = 8;
  options.evaluation_batch_size = 32;
  return options;
}

std::unique_ptr<MetaWeightNet> opened(const MetaWeightNetOptions& options, std::uint64_t seed = 1) {
  auto task = std::make_unique<MetaWeightNet>(options);
  TaskContext context;
  context.randomness = RandomKey(seed);
  task->open(context);
  return task;
}

std::unique_ptr<MetaWeightNet> built(const MetaWeightNetOptions& options, std::uint64_t seed = 1) {
  auto task = opened(options, seed);
  torch::manual_seed(3);
  task->build(std::make_shared<backbones::Mlp>(backbones::MlpOptions{{12}}, task->input()));
  return task;
}

std::int64_t parameters(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

/// sin(a i + b), row by row: the numbers of the golden re-weighting problem.
torch::Tensor fill(at::IntArrayRef shape, double a, double b) {
  const auto count = c10::multiply_integers(shape);
  return torch::sin(torch::arange(count, torch::kFloat64) * a + b).view(shape);
}

struct Unknown : Backbone {
  torch::Tensor forward(const torch::Tensor& input, Tap&) override { return input.flatten(1); }
  std::vector<std::int64_t> feature_shape() const override { return shape; }
  std::vector<std::int64_t> shape;
};

}  // namespace

TEST_CASE("the weight net has 301 parameters and gives the golden weights") {
  CHECK(parameters(WeightNet(100)) == 301);
  WeightNet net(4);
  net.to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  auto values = net.parameters();
  values[0].copy_(fill({4, 1}, 1.3, 0.5));
  values[1].copy_(0.5 * fill({4}, 0.6, 0.7));
  values[2].copy_(fill({1, 4}, 0.8, 0.2));
  values[3].copy_(0.5 * fill({1}, 1.0, 0.6));
  const auto losses =
      torch::tensor({0.9136074102919, 1.196966516963, 1.18579771849, 0.8375253189131, 1.163743964679, 1.052121017777},
                    torch::kFloat64);
  const auto golden = torch::tensor(
      {0.8894539778368, 0.9133974502049, 0.912549815066, 0.882103456316, 0.9108540292256, 0.9018086931605},
      torch::kFloat64);
  CHECK((net.forward(losses) - golden).abs().max().item<double>() < 1e-12);
  CHECK(weighted_loss(losses, golden, Normalization::sum).item<double>() == Approx(1.06015464758074).epsilon(1e-12));
}

TEST_CASE("weighted losses and their derivatives equal the formulas") {
  const auto losses = torch::tensor({0.5, 2.0, 1.0}, torch::kFloat64).requires_grad_();
  const auto weights = torch::tensor({0.2, 0.1, 0.7}, torch::kFloat64).requires_grad_();
  const auto by_sum = weighted_loss(losses, weights, Normalization::sum);
  CHECK(by_sum.item<double>() == Approx(1.0 / 1.0));
  const auto gradients = torch::autograd::grad({by_sum}, {losses, weights});
  CHECK(torch::allclose(gradients[0], weights.detach() / 1.0));
  CHECK(torch::allclose(gradients[1], losses.detach() - 1.0));  // (ℓ_i − ℓ_T) / Σ v
  CHECK(weighted_loss(losses, weights, Normalization::mean).item<double>() == Approx(1.0 / 3));
  const auto none = weighted_loss(losses, torch::zeros(3, torch::kFloat64), Normalization::sum);
  CHECK(none.item<double>() == 0);
}

TEST_CASE("derivatives of weighted losses stay right where all weights are very small") {
  const auto mixed = [](torch::Dtype dtype) {
    const auto losses = torch::tensor({0.5, 2.0, 1.0}, dtype).requires_grad_();
    const auto logits = torch::tensor({-60.0, -61.0, -59.5}, dtype).requires_grad_();
    const auto loss = weighted_loss(losses, logits.sigmoid(), Normalization::sum);
    const auto slope = torch::autograd::grad({loss}, {losses}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
    return torch::autograd::grad({(slope * torch::tensor({1.0, -2.0, 3.0}, dtype)).sum()}, {logits})[0].to(
        torch::kFloat64);
  };
  CHECK(torch::allclose(mixed(torch::kFloat32), mixed(torch::kFloat64), 1e-4, 1e-6));
}

TEST_CASE("the training loss is the weighted cross entropy, with the weights' input held or recomputed") {
  for (const std::string normalization : {"sum", "mean"}) {
    for (const std::string input : {"held", "recomputed"}) {
      INFO(normalization << " " << input);
      auto options = small();
      options.normalization = normalization;
      options.weight_net_input = input;
      const auto task = built(options);
      const auto batch = task->training_batch(0, 0);
      const auto terms = task->network_terms(batch);
      CHECK(terms.sizes() == torch::IntArrayRef({20}));
      CHECK(task->holds_context() == (input == "held"));

      const auto held = task->holds_context() ? task->held_context(terms * 2, batch) : torch::Tensor();
      if (held.defined()) CHECK_FALSE(held.requires_grad());
      const auto& weight_net = dynamic_cast<WeightNet&>(*task->meta_model());
      const auto v = const_cast<WeightNet&>(weight_net).forward(terms.detach() * (held.defined() ? 2 : 1));
      const auto expected = (v * terms).sum() / (normalization == "sum" ? v.sum() : torch::tensor(20.0));
      const auto loss = task->reduce(terms, batch, held);
      CHECK(loss.item<double>() == Approx(expected.item<double>()).epsilon(1e-6));
      const auto gradients = torch::autograd::grad({loss}, task->meta_model()->parameters());
      CHECK(gradients[0].norm().item<double>() > 0);
    }
  }
}

TEST_CASE("without re-weighting the loss is the mean cross entropy") {
  auto options = small();
  options.reweight = false;
  const auto task = built(options);
  const auto batch = task->training_batch(4, 0);
  const auto terms = task->network_terms(batch);
  CHECK_FALSE(task->holds_context());
  CHECK(torch::equal(task->reduce(terms, batch, {}), terms.mean()));
  CHECK(task->evaluate().size() == 3);

  const auto meta = task->validation_batch(4);
  const auto same = Batch{{"image", meta["image"]}, {"label", meta["label"]}};
  CHECK(task->validation_loss(meta).item<double>() == Approx(task->network_terms(same).mean().item<double>()));
}

TEST_CASE("batches are functions of seed and step") {
  auto options = small();
  for (const std::string augment : {"on", "off"}) {
    options.augment = augment;
    const auto forwards = opened(options);
    const auto backwards = opened(options);
    const auto other = opened(options, 2);
    std::vector<Batch> training;
    std::vector<Batch> meta;
    for (int step = 0; step < 9; ++step) {
      training.push_back(forwards->training_batch(step, 0));
      meta.push_back(forwards->validation_batch(step));
    }
    for (int step = 8; step >= 0; --step) {
      const auto position = static_cast<std::size_t>(step);
      for (const auto* name : {"image", "label", "clean_label"}) {
        CHECK(torch::equal(backwards->training_batch(step, 0)[name], training[position][name]));
      }
      for (const auto* name : {"image", "label"}) {
        CHECK(torch::equal(backwards->validation_batch(step)[name], meta[position][name]));
      }
    }
    CHECK(torch::equal(forwards->training_batch(2, 3)["image"], training[5]["image"]));
    CHECK_FALSE(torch::equal(training[0]["image"], training[1]["image"]));
    CHECK_FALSE(torch::equal(other->training_batch(0, 0)["image"], training[0]["image"]));
    CHECK(training[0]["image"].sizes() == torch::IntArrayRef({20, 2, 6, 5}));
    CHECK(training[0]["image"].scalar_type() == torch::kFloat32);
  }
}

TEST_CASE("the meta set is clean, balanced and apart from the training images, whatever the seed") {
  auto options = small();
  options.noise = "flip";
  options.noise_rate = 1;
  options.meta_batch_size = 24;
  for (const std::uint64_t seed : {1, 2, 5}) {
    const NoisyExamples images(options, {}, RandomKey(seed));
    const auto meta = images.meta();
    const auto training = images.training();
    CHECK(torch::equal(meta.labels.bincount(), torch::full(4, 6, torch::kInt64)));
    CHECK(torch::equal(meta.labels, meta.clean_labels));
    CHECK(std::get<0>(at::_unique(torch::cat({meta.positions, training.positions}))).size(0) == 24 + 150);
    CHECK(training.labels.ne(training.clean_labels).all().item<bool>());
    CHECK(torch::equal(training.clean_labels, training.positions.remainder(4)));  // synthetic labels come in turn
    CHECK(images.corrupted_fraction() == 1);
    CHECK(images.test().size() == 70);
  }
}

TEST_CASE("evaluation scores the test set, the meta set and the weights") {
  auto options = small();
  options.reweight = true;
  const auto task = built(options);
  task->model()->train();
  const auto metrics = task->evaluate();
  std::vector<std::string> names;
  for (const auto& [name, value] : metrics) names.push_back(name);
  CHECK(names ==
        std::vector<std::string>{"test_accuracy", "test_loss", "meta_loss", "weight_clean", "weight_corrupted", "auc"});
  CHECK(task->score_name() == "test_accuracy");
  CHECK_FALSE(task->model()->is_training());

  // The same by hand, in one batch.
  const torch::NoGradGuard no_grad;
  const NoisyExamples images(options, {}, RandomKey(1).fold("meta-weight-net"));
  const auto terms = [&](const Selection& part) {
    return task->network_terms({{"image", part.inputs.batch(part.positions)}, {"label", part.labels}});
  };
  CHECK(metrics[1].second == Approx(terms(images.test()).mean().item<double>()).epsilon(1e-5));
  CHECK(metrics[2].second == Approx(terms(images.meta()).mean().item<double>()).epsilon(1e-5));
  const auto training = images.training();
  const auto weights = dynamic_cast<WeightNet&>(*task->meta_model()).forward(terms(training));
  const auto clean = training.labels.eq(training.clean_labels);
  CHECK(metrics[3].second == Approx(weights.masked_select(clean).mean().item<double>()).epsilon(1e-5));
  CHECK(metrics[5].second == Approx(meta_weight_net::area_under_roc(weights, clean)).epsilon(1e-3));
}

TEST_CASE("evaluation follows the model's dtype") {
  const auto task = built(small());
  const auto single = task->evaluate();
  task->model()->to(torch::kFloat64);
  task->meta_model()->to(torch::kFloat64);
  const auto twice = task->evaluate();
  CHECK(twice[1].second == Approx(single[1].second).epsilon(1e-5));
}

TEST_CASE("without wrong labels the separation is undefined, not zero") {
  auto options = small();
  options.noise = "none";
  const auto metrics = built(options)->evaluate();
  CHECK(std::isnan(metrics[4].second));
  CHECK(std::isnan(metrics[5].second));
}

TEST_CASE("what a backbone states is checked") {
  const auto task = opened(small());
  auto unknown = std::make_shared<Unknown>();
  CHECK(message_of([&] { task->build(unknown); }) ==
        "backbone: declares features of shape {}, but a linear head needs a fixed, non-empty shape\n  help: choose a "
        "backbone whose feature_shape() is known, e.g. lenet");
  unknown->shape = {7};
  task->build(unknown);
  CHECK(message_of([&] { task->network_terms(task->training_batch(0, 0)); }) ==
        "backbone: returns features of shape {20, 60} for 20 examples, but declared {7} per example");
  CHECK(message_of([&] { task->build(nullptr); }) ==
        "task: no backbone was given\n  help: set one in the manifest's [backbone]");
}

TEST_CASE("batches larger than their sets are refused") {
  auto options = small();
  options.meta_batch_size = 25;
  CHECK(message_of([&] { opened(options); }) ==
        "task 'meta-weight-net': meta_batch_size is 25, but there are only 24 images\n  help: reduce meta_batch_size");
}

TEST_CASE("plain training on synthetic images without noise learns") {
  auto options = small();
  options.noise = "none";
  options.reweight = false;
  const auto task = built(options);
  torch::optim::SGD optimizer(task->model()->parameters(), 0.1);
  for (int step = 0; step < 60; ++step) {
    const auto batch = task->training_batch(step, 0);
    optimizer.zero_grad();
    task->reduce(task->network_terms(batch), batch, {}).backward();
    optimizer.step();
  }
  CHECK(task->evaluate()[0].second > 80);
}

TEST_CASE("area under the ROC curve equals the count of pairs") {
  auto generator = RandomKey(11).generator();
  for (const int size : {2, 7, 60}) {
    const auto scores = torch::randint(0, 9, {size}, generator, torch::kFloat32);  // with ties
    auto positive = torch::rand({size}, generator).lt(0.4);
    positive[0] = true;
    positive[1] = false;
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < size; ++i) {
      for (int j = 0; j < size; ++j) {
        if (!positive[i].item<bool>() || positive[j].item<bool>()) continue;
        const auto difference = (scores[i] - scores[j]).item<double>();
        won += difference > 0 ? 1 : (difference == 0 ? 0.5 : 0);
        pairs += 1;
      }
    }
    CHECK(area_under_roc(scores, positive) == Approx(won / pairs));
  }
  CHECK(area_under_roc(torch::tensor({1.0, 2.0}), torch::tensor({false, true})) == 1.0);
  CHECK(std::isnan(area_under_roc(torch::tensor({1.0, 2.0}), torch::tensor({true, true}))));
  CHECK(std::isnan(area_under_roc(torch::tensor({std::nan(""), 2.0}), torch::tensor({false, true}))));
}
