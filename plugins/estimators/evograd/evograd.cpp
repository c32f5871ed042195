#include "evograd.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace estimators {
namespace {

/// softmax(−ℓ/τ), in double precision: at small σ the losses differ only in their last digits.
std::vector<double> softmax(const std::vector<double>& loss, double temperature) {
  const double lowest = *std::min_element(loss.begin(), loss.end());
  std::vector<double> weight;
  for (const double value : loss) weight.push_back(std::exp((lowest - value) / temperature));
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  for (double& value : weight) value /= total;
  return weight;
}

/// `point` + scale Σ_k w_k ε_k.
torch::Tensor moved(const torch::Tensor& point, const EvoGrad::Perturbations& perturbations,
                    const std::vector<double>& weights, double scale) {
  auto result = point.clone();
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (perturbations[k]) perturbations[k]->add_to(result, scale * weights[k]);
  }
  return result;
}

double weighted_mean(const std::vector<double>& weights, const std::vector<double>& values) {
  return std::inner_product(weights.begin(), weights.end(), values.begin(), 0.0);
}

}  // namespace

EvoGrad::Perturbations EvoGrad::draw_perturbations(const BilevelProblem& problem) const {
  const auto& options = settings_.options;
  const auto ranges = ranges_with_prefix(problem.layout(), options.perturbed);
  const auto noise = options.noise == "gaussian" ? Noise::gaussian : Noise::rademacher;
  const auto key = problem.random_key("perturbation");
  Perturbations all;
  for (std::int64_t k = 0; k < options.candidates; ++k) {
    const auto draw = static_cast<std::uint64_t>(settings_.antithetic ? k / 2 : k);
    const double scale = settings_.antithetic && k % 2 == 1 ? -options.sigma : options.sigma;
    const bool at_theta = settings_.one_sided && k == 0;
    all.push_back(at_theta ? nullptr : std::make_unique<Perturbation>(key.fold(draw), noise, scale, ranges));
  }
  return all;
}

/// η_eff: E h = −η_eff ∂/∂λ ⟨∇_θ ℓ_T, v⟩ for small σ.
double EvoGrad::effective_rate() const {
  const auto& options = settings_.options;
  const auto count = static_cast<double>(options.candidates);
  const double degrees = settings_.one_sided    ? (count - 1) * (count - 1) / count
                         : settings_.antithetic ? count
                                                : count - 1;
  return options.sigma * options.sigma * degrees / (count * options.temperature);
}

/// ℓ_V at p + ε_k − Σ_j w_j ε_j, p the validation point; at θ_k itself where p is the merged point θ + Σ_j w_j ε_j.
std::vector<double> EvoGrad::validation_losses(BilevelProblem& problem, const Perturbations& perturbations,
                                               const std::vector<double>& weights,
                                               const BilevelProblem::Expansion& expansion) const {
  const bool merged = settings_.validation_point == ValidationPoint::merged;
  const auto origin = merged ? expansion.around : moved(expansion.validation, perturbations, weights, -1);
  return problem.validation_losses(Points(origin, perturbations));
}

MetaGradient EvoGrad::estimate(BilevelProblem& problem) {
  const auto& options = settings_.options;
  problem.use_layer_randomness(settings_.layer_randomness);
  problem.use_held_context(settings_.held_context);
  auto expansion = problem.expand(settings_.validation_point, options.perturbed);
  const auto& around = expansion.around;
  const auto perturbations = draw_perturbations(problem);  // ε_k
  const Points candidates(around, perturbations);          // θ_k = θ + ε_k
  const auto count = candidates.size();

  const bool one_pass = options.memory == "one-pass";
  const auto evaluations = one_pass ? problem.train_lambda_gradients(candidates)
                                    : std::vector<BilevelProblem::LambdaGradient>();  // ℓ_k and ∂ℓ_k/∂λ
  std::vector<double> losses;
  for (const auto& evaluation : evaluations) losses.push_back(evaluation.loss);
  if (!one_pass) losses = problem.train_losses(candidates);
  const auto weights = settings_.linear ? std::vector(count, 1 / static_cast<double>(count))
                                        : softmax(losses, options.temperature);  // w

  BilevelProblem::Gradient validation;
  std::vector<double> along(count);  // ⟨g, ε_k⟩, or differences of ℓ_V along ε_k
  if (settings_.validation_by_difference && !problem.validation_sees_lambda()) {
    along = validation_losses(problem, perturbations, weights, expansion);
    validation.loss = weighted_mean(weights, along);
  } else {
    const bool merged = settings_.validation_point == ValidationPoint::merged;
    auto point = merged ? moved(around, perturbations, weights, 1) : std::move(expansion.validation);  // θ*
    validation = problem.validation_gradient(std::move(point));                                        // g
    for (std::size_t k = 0; k < count; ++k)
      along[k] = perturbations[k] ? perturbations[k]->dot(validation.gradient) : 0;
  }
  const double mean_along = weighted_mean(weights, along);

  const double calibration = problem.base_learning_rate() / effective_rate();
  std::vector<double> coefficients(count);  // c_k
  for (std::size_t k = 0; k < count; ++k) {
    const double coefficient = -weights[k] / options.temperature * (along[k] - mean_along);
    coefficients[k] = settings_.calibrated ? calibration * coefficient : coefficient;
  }
  auto indirect = problem.zero_meta_gradient();
  for (std::size_t k = 0; k < evaluations.size(); ++k) indirect.add_(evaluations[k].lambda_gradient, coefficients[k]);
  if (!one_pass) indirect = problem.weighted_lambda_gradient(candidates, coefficients);

  const auto [lowest, highest] = std::minmax_element(losses.begin(), losses.end());
  auto result =
      problem.hypergradient(validation, indirect,
                            {{"candidate_loss_spread", *highest - *lowest},
                             {"largest_candidate_weight", *std::max_element(weights.begin(), weights.end())}});
  result.calibration = settings_.calibrated ? 1 : calibration;
  if (options.perturbed.empty()) {
    const auto copies = static_cast<double>(count);
    result.random_directions = settings_.antithetic ? copies / 2 : copies - 1;
  }
  return result;
}

}  // namespace estimators
