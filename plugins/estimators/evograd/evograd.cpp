#include "evograd.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evograd/error.hpp"

namespace evograd {
namespace {

/// softmax(−ℓ/τ), in double precision: at small σ the losses differ in their last digits only.
std::vector<double> softmax(const std::vector<double>& loss, double temperature) {
  const double lowest = *std::min_element(loss.begin(), loss.end());
  std::vector<double> weight;
  for (const double value : loss) weight.push_back(std::exp((lowest - value) / temperature));
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  for (double& value : weight) value /= total;
  return weight;
}

}  // namespace

EvoGrad::EvoGrad(const Options& options)
    : options_(options), validation_point_(parse_validation_point(options.validation_point)) {
  if (options.sampling == "antithetic" && options.candidates % 2 != 0) {
    throw Error("", "'candidates' is " + std::to_string(options.candidates) + ", must be even with antithetic sampling",
                "set candidates = " + std::to_string(options.candidates + 1));
  }
}

EstimatorNeeds EvoGrad::needs() const { return {.validation_point = validation_point_}; }

std::vector<std::unique_ptr<Direction>> EvoGrad::directions(const BilevelProblem& problem) const {
  const auto ranges = ranges_with_prefix(problem.layout(), options_.perturbed);
  const auto noise = options_.noise == "gaussian" ? Noise::gaussian : Noise::rademacher;
  const auto key = problem.random_key("perturbation");
  const bool paired = options_.sampling == "antithetic";
  std::vector<std::unique_ptr<Direction>> all;
  for (std::int64_t k = 0; k < options_.candidates; ++k) {
    const auto draw = static_cast<std::uint64_t>(paired ? k / 2 : k);
    const double scale = paired && k % 2 == 1 ? -options_.sigma : options_.sigma;
    all.push_back(std::make_unique<Perturbation>(key.fold(draw), noise, scale, ranges));
  }
  return all;
}

MetaGradient EvoGrad::estimate(BilevelProblem& problem) {
  problem.use_layer_randomness(options_.layer_randomness == "fresh" ? LayerRandomness::fresh : LayerRandomness::common);
  const bool one_pass = options_.memory == "one-pass";
  const double temperature = options_.temperature;
  auto [around, validation_point] = problem.expand(validation_point_);
  const auto direction = directions(problem);
  const auto count = direction.size();

  std::vector<double> loss(count);
  std::vector<torch::Tensor> slope(count);  // ∂ℓ_k/∂λ
  for (std::size_t k = 0; k < count; ++k) {
    const auto candidate = direction[k]->applied_to(around);
    if (one_pass) {
      auto evaluation = problem.train_meta_gradient(candidate);
      loss[k] = evaluation.loss;
      slope[k] = std::move(evaluation.meta_gradient);
    } else {
      loss[k] = problem.train_loss(candidate);
    }
  }
  const auto weight = softmax(loss, temperature);

  if (validation_point_ == ValidationPoint::merged) {
    validation_point = around.clone();
    for (std::size_t k = 0; k < count; ++k) direction[k]->add_to(validation_point, weight[k]);
  }
  const auto validation = problem.validation_gradient(std::move(validation_point));

  std::vector<double> along(count);  // ⟨g, ε_k⟩
  for (std::size_t k = 0; k < count; ++k) along[k] = direction[k]->dot(validation.gradient);
  const double mean_along = std::inner_product(weight.begin(), weight.end(), along.begin(), 0.0);

  auto value = validation.meta_gradient.defined() ? validation.meta_gradient : problem.zero_meta_gradient();
  for (std::size_t k = 0; k < count; ++k) {
    const double coefficient = -weight[k] / temperature * (along[k] - mean_along);
    if (!one_pass) slope[k] = problem.train_meta_gradient(direction[k]->applied_to(around)).meta_gradient;
    value.add_(slope[k], coefficient);
    slope[k].reset();
  }
  const auto [lowest, highest] = std::minmax_element(loss.begin(), loss.end());
  return {value,
          {{"validation_loss", validation.loss},
           {"candidate_loss_spread", *highest - *lowest},
           {"largest_candidate_weight", *std::max_element(weight.begin(), weight.end())}}};
}

}  // namespace evograd
