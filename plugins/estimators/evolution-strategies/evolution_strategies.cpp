#include "evolution_strategies.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "evograd/perturbation.hpp"

namespace estimators {

Schema<EvolutionStrategiesOptions> EvolutionStrategiesOptions::schema() {
  using O = EvolutionStrategiesOptions;
  return {
      {"pairs", &O::pairs, at_least(1), "m, the number of directions; each is evaluated on both sides of λ"},
      {"sigma", &O::sigma, positive(), "σ, the scale of the displacements of λ"},
      {"steps", &O::steps, at_least(1), "N, the number of inner steps before the validation loss is evaluated"},
  };
}

EstimatorNeeds EvolutionStrategies::needs() const {
  return {.training_batches = options_.steps, .validation_point = ValidationPoint::automatic};
}

double EvolutionStrategies::objective(BilevelProblem& problem, const torch::Tensor& start,
                                      const torch::Tensor& lambda) const {
  const BilevelProblem::MetaPoint displaced(problem, lambda);
  auto point = start;
  for (std::int64_t i = 0; i < options_.steps; ++i) {
    const auto gradient = problem.rate_weighted(problem.train_gradient(point, i).gradient);
    point = torch::mul(gradient, -problem.base_learning_rate()).add_(point);
  }
  return problem.validation_loss(point);
}

MetaGradient EvolutionStrategies::estimate(BilevelProblem& problem) {
  const auto start = problem.base_update_first() ? problem.expand(ValidationPoint::post_step).around : problem.theta();
  const auto key = problem.random_key("evolution-strategies");
  const double sigma = options_.sigma;
  const auto pairs = static_cast<double>(options_.pairs);
  auto value = problem.zero_meta_gradient();
  double total = 0;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (std::int64_t p = 0; p < options_.pairs; ++p) {
    const Perturbation direction(key.fold(static_cast<std::uint64_t>(p)), Noise::gaussian, 1,
                                 ranges_with_prefix(problem.meta_layout(), {}));
    auto displaced = problem.lambda().clone();
    direction.add_to(displaced, sigma);
    const double above = objective(problem, start, displaced);
    displaced.copy_(problem.lambda());
    direction.add_to(displaced, -sigma);
    const double below = objective(problem, start, displaced);
    direction.add_to(value, (above - below) / (2 * sigma * pairs));
    total += above + below;
    lowest = std::min({lowest, above, below});
    highest = std::max({highest, above, below});
  }
  return {value, {{"validation_loss", total / (2 * pairs)}, {"validation_loss_spread", highest - lowest}}};
}

}  // namespace estimators
