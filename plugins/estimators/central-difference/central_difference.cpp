#include "central_difference.hpp"

namespace evograd {

Schema<CentralDifferenceOptions> CentralDifferenceOptions::schema() {
  using O = CentralDifferenceOptions;
  return {
      {"validation_point", &O::validation_point, one_of({"auto", "lookahead", "current", "post-step"}),
       "where v = ∇ℓ_V is taken: θ − η∇ℓ_T, θ, or the point after this step's base update (free, but the base update "
       "must "
       "come first); auto takes post-step where it does, else lookahead"},
      {"relative_step", &O::relative_step, positive(), "the length of the step along v"},
      {"sides", &O::sides, one_of({"one", "two"}),
       "two looks on both sides of θ; one looks ahead only, which is free of a pass after the base update"},
  };
}

CentralDifference::CentralDifference(const Options& options)
    : validation_point_(parse_validation_point(options.validation_point)),
      relative_step_(options.relative_step),
      sides_(options.sides == "one" ? BilevelProblem::Sides::one : BilevelProblem::Sides::two) {}

MetaGradient CentralDifference::estimate(BilevelProblem& problem) {
  auto [around, point] = problem.expand(validation_point_);
  const auto validation = problem.validation_gradient(std::move(point));
  auto value = problem.mixed_difference(around, validation.gradient, relative_step_, sides_);
  value.mul_(-problem.base_learning_rate());
  if (validation.meta_gradient.defined()) value += validation.meta_gradient;
  return {value, {{"validation_loss", validation.loss}}};
}

}  // namespace evograd
