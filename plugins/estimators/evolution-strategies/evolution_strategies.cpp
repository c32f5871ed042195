#include "evolution_strategies.hpp"

#include <algorithm>
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
  const auto pairs = static_cast<std::size_t>(options_.pairs);
  const auto direction = [&](std::size_t pair) {
    return Perturbation(key.fold(static_cast<std::uint64_t>(pair)), Noise::gaussian, 1,
                        ranges_with_prefix(problem.meta_layout(), {}));
  };
  // Above and below λ in turn.
  const auto losses = problem.values(2 * pairs, [&](std::size_t k) {
    auto displaced = problem.lambda().clone();
    direction(k / 2).add_to(displaced, k % 2 == 0 ? sigma : -sigma);
    return objective(problem, start, displaced);
  });
  auto value = problem.zero_meta_gradient();
  double total = 0;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const double above = losses[2 * pair];
    const double below = losses[2 * pair + 1];
    direction(pair).add_to(value, (above - below) / (2 * sigma * static_cast<double>(pairs)));
    total += above + below;
  }
  const auto [lowest, highest] = std::minmax_element(losses.begin(), losses.end());
  return {value,
          {{"validation_loss", total / static_cast<double>(losses.size())},
           {"validation_loss_spread", *highest - *lowest}}};
}

}  // namespace estimators
