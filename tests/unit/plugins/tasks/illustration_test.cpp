#include "tasks/illustration/task.hpp"

#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <vector>

#include "estimators/evograd/evograd.hpp"
#include "estimators/t1-t2/t1_t2.hpp"
#include "evograd/analytic/one_dimensional.hpp"
#include "framework/trainer/trainer.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace estimators;
using namespace evograd;
using namespace illustration;

namespace {

std::unique_ptr<Illustration> built(const IllustrationOptions& options, std::uint64_t seed = 1) {
  auto task = std::make_unique<Illustration>(options);
  TaskContext context;
  context.randomness = RandomKey(seed);
  task->open(context);
  task->build(nullptr);
  return task;
}

IllustrationOptions hypergradient(double low, double high, std::int64_t points, std::int64_t trials) {
  IllustrationOptions options;
  options.study = "hypergradient";
  options.lambda_low = low;
  options.lambda_high = high;
  options.lambda_points = points;
  options.trials = trials;
  return options;
}

EvoGrad paper(std::int64_t candidates) {
  EvoGradOptions options;
  options.candidates = candidates;
  options.sigma = 1;
  options.temperature = 0.5;
  options.noise = "gaussian";
  return EvoGrad(options);
}

double estimate(MetaGradientEstimator& estimator, TrainingState& state, std::int64_t step) {
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(3), .step = step, .base_learning_rate = 0.1}));
  return estimator.estimate(problem).value[0].item<double>();
}

struct Moments {
  double mean;
  double error;  ///< of the mean
};

Moments estimates(double lambda, std::int64_t candidates, std::int64_t trials) {
  const auto task = built(hypergradient(lambda, lambda, 1, trials));
  TrainingState state(*task);
  auto estimator = paper(candidates);
  std::vector<double> values;
  for (std::int64_t step = 0; step < trials; ++step) values.push_back(estimate(estimator, state, step));
  const auto all = torch::tensor(values, torch::kFloat64);
  return {all.mean().item<double>(), all.std().item<double>() / std::sqrt(static_cast<double>(trials))};
}

}  // namespace

TEST_CASE("the means of EvoGrad's estimates are the golden ones of the one-dimensional study") {
  struct Golden {
    double lambda;
    double mean;
    double deviation;
  };
  constexpr std::int64_t trials = 2000;
  for (const auto& golden : {Golden{0.5, -0.08526, 0.1726}, Golden{2.0, 0.02639, 0.06588}}) {
    const auto measured = estimates(golden.lambda, 10, trials);
    INFO("lambda " << golden.lambda << ": " << measured.mean << " ± " << measured.error);
    const double error = golden.deviation / std::sqrt(static_cast<double>(trials));
    CHECK(std::abs(measured.mean - golden.mean) < 4 * error);
    CHECK(measured.error == Approx(error).epsilon(0.15));  // heavy tails: the deviation itself is uncertain
  }
}

TEST_CASE("a shift of the batch is the point itself") {
  const auto task = built(hypergradient(0.3, 1.7, 4, 2));
  TrainingState state(*task);
  auto estimator = paper(4);
  for (std::int64_t step = 0; step < 8; ++step) {
    const auto batch = task->training_batch(step, 0);
    analytic::OneDimensional there(batch["x"].item<double>(), batch["lambda"].item<double>());
    TrainingState there_state(there);
    CHECK(estimate(estimator, state, step) == Approx(estimate(estimator, there_state, step)).epsilon(1e-9));
  }
}

TEST_CASE("the points of the study are a grid of λ with a normal x each, functions of seed and step") {
  constexpr std::int64_t trials = 500;
  const auto task = built(hypergradient(0.1, 2, 5, trials));
  const auto again = built(hypergradient(0.1, 2, 5, trials));
  const auto other = built(hypergradient(0.1, 2, 5, trials), 2);
  std::vector<double> x;
  for (std::int64_t step = 5 * trials - 1; step >= 0; --step) {
    const auto batch = task->training_batch(step, 0);
    x.push_back(batch["x"].item<double>());
    const double expected = 0.1 + 0.475 * static_cast<double>(step / trials);
    if (step % 100 == 99) CHECK(batch["lambda"].item<double>() == Approx(expected));
  }
  const auto draws = torch::tensor(x, torch::kFloat64);
  CHECK(std::abs(draws.mean().item<double>()) < 4 / std::sqrt(2500.0));
  CHECK(std::abs(draws.std().item<double>() - 1) < 4 / std::sqrt(5000.0));

  for (const std::int64_t step : {0, 7, 1234}) {
    const auto batch = task->training_batch(step, 0);
    CHECK(torch::equal(batch["x"], again->training_batch(step, 0)["x"]));
    CHECK(torch::equal(batch["x"], task->training_batch(step, 3)["x"]));
    CHECK(torch::equal(batch["x"], task->validation_batch(step)["x"]));
    CHECK_FALSE(torch::equal(batch["x"], other->training_batch(step, 0)["x"]));
  }
  CHECK(task->training_batch(5 * trials, 0)["lambda"].item<double>() == 0.1);  // round again
}

TEST_CASE("a trajectory's step is the one by hand") {
  IllustrationOptions options;
  options.x = -1.8;
  options.lambda = 0.2;
  const auto task = built(options);
  T1T2 estimator(T1T2Options{});
  const host::TrainerSettings settings{.base = host::parse_optimizer("sgd", {{"lr", 0.1}}),
                                       .meta = host::parse_optimizer("sgd", {{"lr", 0.1}}),
                                       .steps = 5,
                                       .order = task->traits().order};
  host::Trainer trainer(*task, estimator, settings, RandomKey(1));
  trainer.step();
  // ∇ℓ_T = −6.32, so x is looked ahead to −1.168; h = −0.1 · 2x · 2(−1.168 − 1/2) = −1.20096; then x with the new λ.
  CHECK(trainer.state().lambda.tensors()[0].item<double>() == Approx(0.320096).epsilon(1e-12));
  CHECK(trainer.state().theta.tensors()[0].item<double>() == Approx(-1.12476544).epsilon(1e-12));
}

TEST_CASE("the metrics are those of the present point, and the backbone stays outside") {
  IllustrationOptions options;
  options.x = 1.3;
  options.lambda = 1;
  const auto task = built(options);
  CHECK(task->model()->parameters().size() == 1);
  CHECK(task->meta_model()->parameters().size() == 1);
  const Metrics expected = {{"x", 1.3},
                            {"lambda", 1},
                            {"validation_loss", 0.64},
                            {"negative_validation_loss", -0.64},
                            {"true_hypergradient", 0}};
  const auto metrics = task->evaluate();
  REQUIRE(metrics.size() == expected.size());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    CHECK(metrics[i].first == expected[i].first);
    CHECK(metrics[i].second == Approx(expected[i].second).margin(1e-15));
  }
  CHECK(task->score_name() == "negative_validation_loss");

  const auto shifted = built(hypergradient(0.1, 2, 100, 100));
  CHECK(shifted->model()->parameters()[0].item<double>() == 0);
  CHECK(shifted->meta_model()->parameters()[0].item<double>() == 0);
}
