// The two losses of the cross-lingual task and their derivatives.

#include <torch/torch.h>

#include <string>
#include <vector>

#include "evograd/exact_one_step.hpp"
#include "metaxl_task.hpp"
#include "tests/catch.hpp"
#include "tests/support/head_of.hpp"
#include "tests/support/one_step_later.hpp"

using namespace evograd;
using namespace metaxl;
using namespace evograd::test;

namespace {

/// Residual, and the gated perceptron of `module`, which has one site, on `of`.
struct Transforming : Tap {
  const torch::nn::Module& module;
  explicit Transforming(const torch::nn::Module& module) : module(module) {}
  torch::Tensor operator()(std::string_view site, const torch::Tensor& h) override {
    if (site != "layer.1") return h;
    const auto named = module.named_parameters();
    const auto inner = (h.matmul(named["layer_1_weight1"].t()) + named["layer_1_bias1"]).clamp_min(0);
    const auto outer = inner.matmul(named["layer_1_weight2"].t()) + named["layer_1_bias2"];
    return h + outer.slice(2, 0, 8) / (1 + (-outer.slice(2, 8)).exp());
  }
};

/// −mean log p(label) over the places that have one.
double surprise(const torch::Tensor& logits, const torch::Tensor& labels) {
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < labels.size(0); ++i) {
    for (std::int64_t j = 0; j < labels.size(1); ++j) {
      const auto label = labels[i][j].item<std::int64_t>();
      if (label < 0) continue;
      const auto row = logits[i][j];
      sum += (row.exp().sum().log() - row[label]).item<double>();
      ++count;
    }
  }
  return sum / static_cast<double>(count);
}

struct AtStep {
  std::unique_ptr<MetaXl> task = built_metaxl(small_metaxl());
  TrainingState state{*task};
  BilevelProblem problem{state, metaxl_step(state)};

  torch::Tensor point(std::uint64_t number) const { return test::moved_in_head(problem, number); }
  torch::Tensor in_head(const torch::Tensor& vector) const { return test::in_head(problem, vector); }
};

}  // namespace

TEST_CASE("without dropout the losses are cross entropies of words, the source's weighted and transformed") {
  auto options = small_metaxl();
  options.head_dropout = 0;
  options.source_weight = 0.7;
  const auto task = opened_metaxl(options);
  const auto backbone = small_transformer(task->input(), 0);
  task->build(backbone);
  for (const auto& module : {task->model(), task->meta_model()}) module->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : task->meta_model()->parameters()) parameter.add_(torch::randn_like(parameter));  // biases too
  const auto loss_of = [&](const Batch& batch, const std::string& side, Tap& tap) {
    const auto named = task->model()->named_parameters();
    const auto features = backbone->forward(batch[side + "_tokens"], tap);
    return surprise(features.matmul(named["head.weight"].t()) + named["head.bias"], batch[side + "_labels"]);
  };
  Transforming transforming(*task->meta_model());
  Tap unchanged;
  const auto batch = task->training_batch(0, 0);
  const auto source = loss_of(batch, "source", transforming);
  const auto target = loss_of(batch, "target", unchanged);
  CHECK(task->training_loss(batch).item<double>() == Approx(0.7 * source + target).epsilon(1e-10));
  CHECK(loss_of(batch, "source", unchanged) != Approx(source).epsilon(1e-2));  // the transformation shows

  const auto held = task->validation_batch(0);
  CHECK(task->validation_loss(held).item<double>() == Approx(loss_of(held, "target", unchanged)).epsilon(1e-10));
}

TEST_CASE("the exact hypergradient of the representation transformation is that of differences") {
  for (const bool detach : {true, false}) {
    for (const std::vector<std::string>& sites : {std::vector<std::string>{}, {"embeddings", "layer.0"}}) {
      if (detach && sites.size() > 1) continue;  // a site's change is then no function of the change below it
      INFO("detach " << detach << ", " << sites.size() << " sites");
      auto options = small_metaxl();
      options.detach = detach;
      options.sites = sites;
      const auto task = built_metaxl(options);
      TrainingState state(*task);
      BilevelProblem problem(state, metaxl_step(state));
      const auto exact = exact_one_step(problem, ValidationPoint::lookahead).value;
      const auto direction = torch::randn(exact.sizes(), RandomKey(4).generator(), torch::kFloat64);
      const double difference = gradient_one_step_later(state, metaxl_step, direction, 1e-5);
      CHECK(exact.norm().item<double>() > 0);
      CHECK(exact.dot(direction).item<double>() == Approx(difference).epsilon(1e-4));
    }
  }
}

TEST_CASE("the transformation acts on the source in training, and nowhere else") {
  AtStep bilevel_step;
  auto& problem = bilevel_step.problem;
  const auto losses = [&] {
    return std::pair(problem.train_loss(problem.theta()), problem.validation_loss(problem.theta()));
  };
  const auto before = losses();
  CHECK(losses() == before);
  const auto scores = bilevel_step.task->evaluate();
  const auto gradient = problem.train_lambda_gradient(problem.theta()).lambda_gradient;
  for (const auto& segment : problem.meta_layout().segments()) {
    INFO(segment.name);
    CHECK(problem.meta_layout().view(gradient, segment).norm().item<double>() > 0);
  }
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : bilevel_step.task->meta_model()->parameters()) parameter.add_(0.7);
  }
  const auto after = losses();
  CHECK(after.first != before.first);
  CHECK(after.second == before.second);
  CHECK_FALSE(bilevel_step.task->traits().validation_sees_lambda);
  CHECK(bilevel_step.task->evaluate() == scores);
}

TEST_CASE("the loss is that of the head on what the encoder gives, and the head draws nothing") {
  const auto task = built_metaxl(small_metaxl());
  const auto batch = task->training_batch(0, 0);
  torch::manual_seed(5);
  const auto whole = task->training_loss(batch).item<double>();
  torch::manual_seed(5);
  const auto encoded = task->encode(batch, LossKind::training);
  CHECK(encoded["source_features"].sizes() == torch::IntArrayRef({4 * 6, 8}));
  CHECK(encoded["target_labels"].sizes() == torch::IntArrayRef({3 * 6}));
  for (const auto seed : {5, 6}) {
    torch::manual_seed(seed);
    CHECK(task->head_loss(encoded, LossKind::training).item<double>() == whole);
  }
  torch::manual_seed(6);
  CHECK(task->training_loss(batch).item<double>() != whole);  // dropout, drawn by the encoder
  for (const auto& parameter : task->model()->named_parameters()) {
    const bool reached = torch::autograd::grad({task->head_loss(encoded, LossKind::training)}, {parameter.value()}, {},
                                               /*retain_graph=*/true, false, /*allow_unused=*/true)[0]
                             .defined();
    INFO(parameter.key());
    CHECK(reached);
  }
}

TEST_CASE("restricted to the head, the cross-lingual task's losses and derivatives are the part of the whole ones") {
  AtStep whole;
  AtStep restricted;
  restricted.problem.expand(ValidationPoint::current, {"head"});
  for (std::uint64_t k = 0; k < 3; ++k) {
    const auto expected = whole.problem.train_lambda_gradient(whole.point(k));
    const auto found = restricted.problem.train_lambda_gradient(restricted.point(k));
    CHECK(found.loss == Approx(expected.loss).epsilon(1e-12));
    CHECK(expected.lambda_gradient.norm().item<double>() > 1e-4);
    CHECK(torch::allclose(found.lambda_gradient, expected.lambda_gradient, 1e-11, 1e-14));  // sums in another order
  }
  CHECK(restricted.problem.passes().forward == 1);
  CHECK(whole.problem.passes().forward == 3);
  const auto v = whole.in_head(whole.problem.validation_gradient(whole.point(5)).gradient);
  CHECK(torch::allclose(restricted.problem.validation_gradient(whole.point(5)).gradient, v, 1e-11, 1e-14));
  const auto mixed = whole.problem.mixed_product(whole.point(5), v);
  CHECK(mixed.norm().item<double>() > 1e-6);
  CHECK(torch::allclose(restricted.problem.mixed_product(whole.point(5), v), mixed, 1e-11, 1e-14));
}
