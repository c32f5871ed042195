#include "conjugate_gradient.hpp"

#include <cmath>
#include <utility>

#include "evograd/flat_vector.hpp"

namespace estimators {

Schema<ConjugateGradientOptions> ConjugateGradientOptions::schema() {
  using O = ConjugateGradientOptions;
  return {
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"iterations", &O::iterations, at_least(1), "maximum number of iterations, one Hessian product each"},
      {"tolerance", &O::tolerance, non_negative(),
       "residual, relative to v, at which the iteration stops; single precision reaches about 1e-6"},
      {"damping", &O::damping, non_negative(),
       "ρ, added to every curvature; larger values are safer and bring the solution closer to v/ρ"},
  };
}

ConjugateGradient::ConjugateGradient(const Options& options)
    : options_(options), validation_point_(parse_validation_point(options.validation_point)) {}

EstimatorNeeds ConjugateGradient::needs() const {
  return {.validation_point = validation_point_, .second_order = true, .hessian_products = true};
}

MetaGradient ConjugateGradient::estimate(BilevelProblem& problem) {
  auto [around, point] = problem.expand(validation_point_);
  const auto validation = problem.validation_gradient(std::move(point));
  const auto squared_norm = [](const torch::Tensor& vector) { return flat_dot(vector, vector); };

  auto solution = torch::zeros_like(validation.gradient);
  auto residual = validation.gradient.clone();
  auto direction = validation.gradient.clone();
  double squared = squared_norm(residual);
  const double initial = squared;
  const double enough = options_.tolerance * options_.tolerance * initial;
  double curvature = 0;  // along the direction
  bool breakdown = false;
  std::int64_t iterations = 0;
  while (iterations < options_.iterations && !(squared <= enough)) {
    const auto product = problem.hessian_product(around, direction).add_(direction, options_.damping);
    curvature = flat_dot(direction, product);
    breakdown = !(curvature > 0) || !std::isfinite(curvature);
    if (breakdown) break;
    const double length = squared / curvature;
    solution.add_(direction, length);
    residual.sub_(product, length);
    const double before = std::exchange(squared, squared_norm(residual));
    direction.mul_(squared / before).add_(residual);
    ++iterations;
  }
  if (breakdown && iterations == 0) {
    solution = problem.rate_weighted(validation.gradient) * problem.base_learning_rate();
  }

  return problem.hypergradient(validation, problem.mixed_product(around, solution).neg_(),
                               {{"iterations", static_cast<double>(iterations)},
                                {"residual", initial > 0 ? std::sqrt(squared / initial) : 0},
                                {"breakdown", breakdown ? 1 : 0},
                                {"negative_curvature", curvature < 0 ? 1 : 0}});
}

}  // namespace estimators
