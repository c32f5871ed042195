#include "evograd.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evograd/flat_vector.hpp"
#include "guided_direction.hpp"

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

Noise noise_of(const EvoGradOptions& options) {
  return options.noise == "gaussian" ? Noise::gaussian : Noise::rademacher;
}

double element_count(const std::vector<FlatRange>& ranges) {
  double count = 0;
  for (const auto& range : ranges) count += static_cast<double>(range.size);
  return count;
}

}  // namespace

EvoGrad::Directions EvoGrad::directions(const BilevelProblem& problem) const {
  const auto& options = settings_.options;
  const auto ranges = ranges_with_prefix(problem.layout(), options.perturbed);
  const auto key = problem.random_key("perturbation");
  const bool paired = settings_.sampling == Sampling::antithetic;
  Directions all;
  for (std::int64_t k = 0; k < options.candidates; ++k) {
    const auto draw = static_cast<std::uint64_t>(paired ? k / 2 : k);
    const double scale = paired && k % 2 == 1 ? -options.sigma : options.sigma;
    all.push_back(std::make_unique<Perturbation>(key.fold(draw), noise_of(options), scale, ranges));
  }
  return all;
}

EvoGrad::Directions EvoGrad::guided_directions(const BilevelProblem& problem, const torch::Tensor& v,
                                               bool one_sided) const {
  const auto& options = settings_.options;
  const auto all_ranges = ranges_with_prefix(problem.layout(), options.perturbed);
  const double norm = flat_norm(v);
  const double along = norm == 0 ? 0 : options.guided_step * std::sqrt(options.guidance) / norm;
  const double beside = options.guided_step * std::sqrt((1 - options.guidance) / element_count(all_ranges));
  const auto ranges = options.guidance == 1 ? std::vector<FlatRange>{} : all_ranges;
  const auto key = problem.random_key("perturbation");
  Directions all;
  for (std::int64_t k = 0; k < options.candidates; ++k) {
    const double sign = k % 2 == 1 ? -1 : one_sided ? 0 : 1;
    const Perturbation noise(key.fold(static_cast<std::uint64_t>(k / 2)), noise_of(options), sign * beside, ranges);
    all.push_back(std::make_unique<GuidedDirection>(v, sign * along, noise));
  }
  return all;
}

/// What E ⟨g, ε⟩ε is of g, ε about its mean: σ², and along v, where sampling is guided, s²(α + (1 − α)/P); a quarter of
/// it with one side, where the candidates lie half as far from their middle.
double EvoGrad::variance(const BilevelProblem& problem, bool one_sided) const {
  const auto& options = settings_.options;
  if (settings_.sampling != Sampling::guided) return options.sigma * options.sigma;
  const double step = one_sided ? options.guided_step / 2 : options.guided_step;
  const double count = element_count(ranges_with_prefix(problem.layout(), options.perturbed));
  return step * step * (options.guidance + (1 - options.guidance) / count);
}

bool EvoGrad::one_sided(const BilevelProblem& problem) const {
  if (settings_.sides == GuidedSides::automatic) return problem.knows_training_terms();
  return settings_.sides == GuidedSides::one;
}

/// ℓ_V at p + ε_k − Σ_j w_j ε_j, p the validation point; at θ_k itself where p is the merged point θ + Σ_j w_j ε_j.
std::vector<double> EvoGrad::validation_losses(BilevelProblem& problem, const Directions& direction,
                                               const std::vector<double>& weight, const torch::Tensor& around,
                                               const torch::Tensor& validation_point) const {
  auto origin = around;
  if (settings_.validation_point != ValidationPoint::merged) {
    origin = validation_point.clone();
    for (std::size_t k = 0; k < direction.size(); ++k) direction[k]->add_to(origin, -weight[k]);
  }
  std::vector<double> loss;
  for (const auto& own : direction) loss.push_back(problem.validation_loss(own->applied_to(origin)));
  return loss;
}

MetaGradient EvoGrad::estimate(BilevelProblem& problem) {
  problem.use_layer_randomness(settings_.layer_randomness);
  problem.use_held_context(settings_.held_context);
  const bool one_pass = settings_.options.memory == "one-pass";
  const bool guided = settings_.sampling == Sampling::guided;
  auto expansion = problem.expand(settings_.validation_point);
  const auto& around = expansion.around;
  auto& validation_point = expansion.validation;
  const bool one_side = one_sided(problem);
  problem.restrict_to(settings_.options.perturbed);

  BilevelProblem::Gradient validation;
  if (guided) validation = problem.validation_gradient(std::move(validation_point));
  const auto direction = guided ? guided_directions(problem, validation.gradient, one_side) : directions(problem);
  const auto count = direction.size();

  std::vector<double> loss(count);
  std::vector<torch::Tensor> slope(count);  // ∂ℓ_k/∂λ
  const auto candidate = [&](std::size_t k) { return one_side && k == 0 ? around : direction[k]->applied_to(around); };
  for (std::size_t k = 0; k < count; ++k) {
    if (one_pass) {
      auto evaluation = problem.train_meta_gradient(candidate(k));
      loss[k] = evaluation.loss;
      slope[k] = std::move(evaluation.meta_gradient);
    } else {
      loss[k] = problem.train_loss(candidate(k));
    }
  }
  const double temperature = settings_.options.temperature;
  const auto copies = static_cast<double>(count);
  const auto weight = settings_.linear ? std::vector(count, 1 / copies) : softmax(loss, temperature);

  std::vector<double> along(count);  // ⟨g, ε_k⟩, or with the same differences ℓ_V along ε_k
  const bool by_difference = settings_.validation_by_difference && !problem.validation_sees_lambda();
  if (by_difference) {
    along = validation_losses(problem, direction, weight, around, validation_point);
    validation.loss = std::inner_product(weight.begin(), weight.end(), along.begin(), 0.0);
  } else {
    if (settings_.validation_point == ValidationPoint::merged) {
      validation_point = around.clone();
      for (std::size_t k = 0; k < count; ++k) direction[k]->add_to(validation_point, weight[k]);
    }
    if (!guided) validation = problem.validation_gradient(std::move(validation_point));
    for (std::size_t k = 0; k < count; ++k) along[k] = direction[k]->dot(validation.gradient);
  }
  const double mean_along = std::inner_product(weight.begin(), weight.end(), along.begin(), 0.0);

  const bool independent = settings_.sampling == Sampling::independent;
  const double degrees = independent ? copies - 1 : copies;
  const double effective_rate = variance(problem, one_side) * degrees / (copies * temperature);  // η_eff
  const double calibration = problem.base_learning_rate() / effective_rate;

  auto value = problem.zero_meta_gradient();
  for (std::size_t k = 0; k < count; ++k) {
    if (!one_pass) slope[k] = problem.train_meta_gradient(candidate(k)).meta_gradient;
    const double coefficient = -weight[k] / temperature * (along[k] - mean_along);
    value.add_(slope[k], settings_.calibrated ? calibration * coefficient : coefficient);
    slope[k].reset();
  }
  if (validation.meta_gradient.defined()) value += validation.meta_gradient;

  MetaGradient estimate{value, {}};
  const auto [lowest, highest] = std::minmax_element(loss.begin(), loss.end());
  estimate.log = {{"validation_loss", validation.loss},
                  {"candidate_loss_spread", *highest - *lowest},
                  {"largest_candidate_weight", *std::max_element(weight.begin(), weight.end())}};
  estimate.calibration = settings_.calibrated ? 1 : calibration;
  if (!guided && settings_.options.perturbed.empty())
    estimate.random_directions = independent ? copies - 1 : copies / 2;
  return estimate;
}

}  // namespace evograd
