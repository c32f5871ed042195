#include "plugins/estimators/evograd/evograd.hpp"

#include <torch/torch.h>

#include <cmath>

#include "evograd/analytic/one_dimensional.hpp"
#include "evograd/analytic/quadratic.hpp"
#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace estimators;
using namespace evograd;
using test::TinyReweighting;

namespace {

/// A direction written down in full.
class DenseDirection : public Direction {
 public:
  explicit DenseDirection(torch::Tensor values) : values_(std::move(values)) {}
  void add_to(torch::Tensor& point, double weight) const override { point.add_(values_, weight); }
  double dot(const torch::Tensor& vector) const override { return values_.dot(vector).item<double>(); }

 private:
  torch::Tensor values_;
};

/// EvoGrad with given perturbations [K, P].
class EvoGradAlong : public EvoGrad {
 public:
  EvoGradAlong(const Options& options, torch::Tensor perturbations)
      : EvoGrad(options), perturbations_(std::move(perturbations)) {}

 protected:
  Perturbations draw_perturbations(const BilevelProblem&) const override {
    Perturbations all;
    for (std::int64_t k = 0; k < perturbations_.size(0); ++k) {
      all.push_back(std::make_unique<DenseDirection>(perturbations_[k]));
    }
    return all;
  }

 private:
  torch::Tensor perturbations_;
};

BilevelStep bilevel_step(TrainingState& state, std::uint64_t seed = 1, std::int64_t step = 0) {
  return make_step(state, {.run = RandomKey(seed), .step = step, .base_learning_rate = 0.1});
}

torch::Tensor estimate(EvoGrad& estimator, TrainingState& state, std::uint64_t seed = 1, std::int64_t step = 0) {
  BilevelProblem problem(state, bilevel_step(state, seed, step));
  return estimator.estimate(problem).value;
}

/// The same derivative by autograd through θ* = Σ w_k θ_k, everything kept as one graph.
torch::Tensor through_the_merge(TinyReweighting& task, TrainingState& state, const torch::Tensor& perturbations,
                                double temperature) {
  const auto step = bilevel_step(state);
  const auto theta = state.theta.values().clone();
  state.lambda.requires_grad(true);
  std::vector<torch::Tensor> losses;
  for (std::int64_t k = 0; k < perturbations.size(0); ++k) {
    torch::Tensor terms;
    {
      const torch::NoGradGuard no_grad;
      state.theta.values().copy_(theta + perturbations[k]);
      terms = task.network_terms(step.training[0]);
      state.modules.restore();
    }
    losses.push_back(task.reduce(terms, step.training[0], {}));
  }
  const auto weight = torch::softmax(-torch::stack(losses) / temperature, 0);
  const auto merged = theta + (weight.unsqueeze(1) * perturbations).sum(0);
  torch::Tensor gradient;
  {
    torch::NoGradGuard no_grad;
    state.theta.values().copy_(merged);
  }
  state.theta.gradients().zero_();
  task.validation_loss(step.validation).backward();
  gradient = state.theta.gradients().clone();
  state.modules.restore();
  {
    const torch::NoGradGuard no_grad;
    state.theta.values().copy_(theta);
  }
  // The chain rule's last link as a graph: d/dλ ⟨∇ℓ_V(θ*), θ*(λ)⟩ with the gradient held.
  const auto derivative = torch::autograd::grad({merged.dot(gradient)}, state.lambda.tensors());
  return state.lambda.layout().pack(derivative, state.lambda.values().options());
}

/// The signs of the golden values: s_k[tensor j][i] is −1 where (i (k + 2) + j + k) mod 3 is 0, else +1.
torch::Tensor golden_signs(const FlatLayout& layout, std::int64_t candidates) {
  auto signs = torch::zeros({candidates, layout.size()}, torch::kFloat64);
  for (std::int64_t k = 0; k < candidates; ++k) {
    for (std::size_t j = 0; j < layout.segments().size(); ++j) {
      const auto& segment = layout.segments()[j];
      for (std::int64_t i = 0; i < segment.size; ++i) {
        signs[k][segment.offset + i] = (i * (k + 2) + static_cast<std::int64_t>(j) + k) % 3 == 0 ? -1.0 : 1.0;
      }
    }
  }
  return signs;
}

torch::Tensor segment(const torch::Tensor& flat, const FlatLayout& layout, std::size_t index) {
  return layout.view(flat, layout.segments()[index]).flatten();
}

}  // namespace

TEST_CASE("the coefficients agree with autograd through the merged point, BatchNorm included") {
  for (const bool batch_norm : {false, true}) {
    TinyReweighting task(/*held=*/false, batch_norm);
    TrainingState state(task);
    torch::manual_seed(5);
    const auto perturbations = 0.1 * torch::randn({4, state.theta.values().numel()}, torch::kFloat64);
    EvoGradAlong estimator({.candidates = 4, .temperature = 0.05}, perturbations);
    const auto estimated = estimate(estimator, state);
    const auto expected = through_the_merge(task, state, perturbations, 0.05);
    CHECK(test::largest_difference(estimated, expected) < 1e-10 * expected.abs().max().item<double>());
  }
}

TEST_CASE("EvoGrad reproduces the golden values of the re-weighting problem") {
  struct Golden {
    std::int64_t candidates;
    double temperature;
    double validation_loss;
    std::vector<double> w1, b1, w2, b2;
  };
  const std::vector<Golden> table = {
      {2,
       0.05,
       1.30621134585704,
       {-0.000131080539404, -0.000555196265777, -0.000642537387338, 0},
       {0.000263277918107, 0.00111512294394, 0.00129054935548, 0},
       {0.000110539394578, -4.08053036751e-06, 0.000599586973783, 0},
       {0.00132520664892}},
      {3,
       0.5,
       1.29790348870438,
       {-9.29006385454e-06, -3.93483943864e-05, -4.55385168876e-05, 0},
       {1.76059209229e-05, 7.45705014364e-05, 8.63016164174e-05, 0},
       {6.12640590932e-06, -2.84362998891e-06, 3.99858157052e-05, 0},
       {8.86192189425e-05}},
  };
  const std::vector<double> losses = {1.03829956811607, 1.01732230890297, 1.08493507103923};
  for (const auto& golden : table) {
    TinyReweighting task(/*held=*/false);
    TrainingState state(task);
    const auto perturbations = 0.1 * golden_signs(state.theta.layout(), golden.candidates);
    EvoGradAlong estimator({.candidates = golden.candidates, .temperature = golden.temperature}, perturbations);
    BilevelProblem problem(state, bilevel_step(state));
    const auto result = estimator.estimate(problem);
    CHECK(result.log[0].second == Approx(golden.validation_loss).epsilon(1e-13));
    const auto& layout = state.lambda.layout();
    CHECK(test::largest_difference(segment(result.value, layout, 0), test::vector(golden.w1)) < 1e-14);
    CHECK(test::largest_difference(segment(result.value, layout, 1), test::vector(golden.b1)) < 1e-14);
    CHECK(test::largest_difference(segment(result.value, layout, 2), test::vector(golden.w2)) < 1e-14);
    CHECK(test::largest_difference(segment(result.value, layout, 3), test::vector(golden.b2)) < 1e-14);
    for (std::int64_t k = 0; k < golden.candidates; ++k) {
      CHECK(problem.train_loss(problem.theta() + perturbations[k]) == Approx(losses[k]).epsilon(1e-13));
    }
  }
}

TEST_CASE("fixed draws in one dimension give the golden estimate") {
  const std::vector<double> draws = {0.7, -1.2, 0.1, 1.9};
  const std::vector<std::pair<std::int64_t, double>> golden = {{2, -0.000635648611275652}, {4, -0.09398488425829839}};
  for (const auto& [candidates, expected] : golden) {
    analytic::OneDimensional task(0.3, 0.5);
    TrainingState state(task);
    auto perturbations = torch::zeros({candidates, state.theta.values().numel()}, torch::kFloat64);
    for (std::int64_t k = 0; k < candidates; ++k) perturbations[k][0] = draws[k];
    EvoGradAlong estimator({.candidates = candidates, .temperature = 0.5}, perturbations);
    CHECK(estimate(estimator, state)[0].item<double>() == Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("in one dimension the mean over draws is the golden mean, and the closed form for many candidates") {
  struct Golden {
    std::int64_t candidates;
    double lambda, mean, deviation;
    int trials;
  };
  // Means and deviations of one trial from 400,000 to 2,000,000 independent trials; the last row is the limit K → ∞,
  // with the deviation that was measured for K = 1000.
  const std::vector<Golden> table = {
      {2, 0.5, -0.04315, 0.57717, 4000},
      {2, 2.0, 0.01621, 0.24123, 4000},
      {10, 0.1, -0.32594, 0.40241, 2000},
      {10, 1.0, -0.00036, 0.0998, 2000},
      {100, 0.5, -0.07443, 0.11387, 400},
      {100, 2.0, 0.03149, 0.0174, 400},
      {1000, 1.0, analytic::OneDimensional::evograd_limit(1.0), 0.04, 100},
      {1000, 2.0, analytic::OneDimensional::evograd_limit(2.0), 0.009, 100},
  };
  auto generator = RandomKey(17).generator();
  for (const auto& golden : table) {
    analytic::OneDimensional task(0, golden.lambda);
    TrainingState state(task);
    EvoGrad estimator({.candidates = golden.candidates, .sigma = 1, .temperature = 0.5, .noise = "gaussian"});
    double sum = 0;
    for (int trial = 0; trial < golden.trials; ++trial) {
      state.theta.values()[0] = torch::randn({1}, generator, torch::TensorOptions(torch::kFloat64))[0];
      sum += estimate(estimator, state, 3, trial)[0].item<double>();
    }
    const double standard_error = golden.deviation / std::sqrt(golden.trials);
    CHECK(std::abs(sum / golden.trials - golden.mean) < 4 * standard_error);
  }
}

TEST_CASE("the mean of many estimates points along the exact hypergradient") {
  for (const char* noise : {"rademacher", "gaussian"}) {
    for (const char* sampling : {"independent", "antithetic"}) {
      TinyReweighting task(/*held=*/true);
      TrainingState state(task);
      EvoGrad estimator({.candidates = 2, .sigma = 1e-3, .temperature = 0.05, .noise = noise, .sampling = sampling});
      auto mean = torch::zeros_like(state.lambda.values());
      constexpr int estimates = 4000;
      for (int i = 0; i < estimates; ++i) mean += estimate(estimator, state, 8, i) / estimates;
      BilevelProblem problem(state, bilevel_step(state));
      const auto exact = exact_one_step(problem, ValidationPoint::current).value;
      CHECK(test::cosine(mean, exact) > 0.95);
      // In expectation the estimate is T1–T2 with learning rate σ²(1 − 1/K)/τ, without the 1/K for antithetic pairs.
      const double effective = 1e-6 * (std::string(sampling) == "antithetic" ? 1 : 0.5) / 0.05;
      CHECK((mean.dot(exact) / exact.dot(exact)).item<double>() == Approx(effective / 0.1).epsilon(0.2));
    }
  }
}

TEST_CASE("one pass and two passes give the same estimate, at their own cost") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  EvoGrad one({.candidates = 3, .sigma = 0.1, .memory = "one-pass"});
  EvoGrad two({.candidates = 3, .sigma = 0.1, .memory = "two-pass"});
  BilevelProblem first(state, bilevel_step(state));
  BilevelProblem second(state, bilevel_step(state));
  CHECK(test::largest_difference(one.estimate(first).value, two.estimate(second).value) < 1e-16);
  CHECK(first.passes().forward == 1 + 3 + 1);  // held context, candidates, validation
  CHECK(second.passes().forward == 1 + 6 + 1);
  CHECK(first.passes().backward == 1);
}

TEST_CASE("the same seed gives the same bits, another seed or step does not") {
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  EvoGrad estimator({});
  const auto estimated = estimate(estimator, state, 1, 0);
  CHECK(test::same_bits(estimate(estimator, state, 1, 0), estimated));
  CHECK_FALSE(test::same_bits(estimate(estimator, state, 2, 0), estimated));
  CHECK_FALSE(test::same_bits(estimate(estimator, state, 1, 1), estimated));
}

TEST_CASE("parameters, buffers and the global generator are bitwise untouched by an estimate") {
  TinyReweighting task(/*held=*/true, /*batch_norm=*/true);
  TrainingState state(task);
  const auto theta = state.theta.values().clone();
  const auto lambda = state.lambda.values().clone();
  const auto mean = task.model()->buffers()[0].clone();
  const auto generator = at::globalContext().defaultGenerator(torch::kCPU).get_state().clone();
  for (const char* point : {"merged", "current", "lookahead"}) {
    EvoGrad estimator({.validation_point = point, .layer_randomness = "fresh"});
    estimate(estimator, state);
    CHECK(test::same_bits(state.theta.values(), theta));
    CHECK(test::same_bits(state.lambda.values(), lambda));
    CHECK(test::same_bits(task.model()->buffers()[0], mean));
    CHECK(test::same_bits(at::globalContext().defaultGenerator(torch::kCPU).get_state(), generator));
  }
}

TEST_CASE("only the named parameters are perturbed") {
  // With the first layer alone perturbed, an estimate must not depend on the noise of the second.
  TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  EvoGrad first_layer({.sigma = 0.1, .perturbed = {"w1", "b1"}});
  EvoGrad everything({.sigma = 0.1});
  CHECK_FALSE(test::same_bits(estimate(first_layer, state), estimate(everything, state)));
  EvoGrad all_by_name({.sigma = 0.1, .perturbed = {"w1", "b1", "w2", "b2"}});
  CHECK(test::same_bits(estimate(all_by_name, state), estimate(everything, state)));
  EvoGrad nothing({.perturbed = {"layer9"}});
  CHECK_THROWS_AS(estimate(nothing, state), Error);
}

TEST_CASE("antithetic sampling needs an even number of candidates") {
  CHECK_THROWS_WITH(
      EvoGrad({.candidates = 3, .sampling = "antithetic"}),
      "'candidates' is 3, must be even: perturbations come in pairs +ε, −ε\n  help: set candidates = 4, or "
      "sampling = \"independent\"");
}
