#include "central_difference.hpp"

namespace evograd {

Schema<CentralDifferenceOptions> CentralDifferenceOptions::schema() {
  using O = CentralDifferenceOptions;
  return {
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"relative_step", &O::relative_step, positive(), "the length of the step along v"},
      {"sides", &O::sides, one_of({"one", "two"}),
       "two looks on both sides of θ; one looks ahead only, which is free of a pass after the base update"},
      {"precondition", &O::precondition, one_of({"none", "base-optimizer"}),
       "base-optimizer differentiates through the base optimizer's own update (Adam's adaptation, SAMA) instead of a "
       "plain gradient step"},
  };
}

CentralDifference::CentralDifference(const Options& options)
    : validation_point_(parse_validation_point(options.validation_point)),
      relative_step_(options.relative_step),
      sides_(options.sides == "one" ? BilevelProblem::Sides::one : BilevelProblem::Sides::two),
      preconditioned_(options.precondition == "base-optimizer") {}

MetaGradient CentralDifference::estimate(BilevelProblem& problem) {
  auto [around, point] = problem.expand(validation_point_);
  const auto validation = problem.validation_gradient(std::move(point));
  const auto& v = validation.gradient;
  const auto update = preconditioned_ ? v * problem.base_update_jacobian() : v;
  auto value = problem.mixed_difference(around, update, relative_step_, sides_);
  value.mul_(preconditioned_ ? -1 : -problem.base_learning_rate());
  if (validation.meta_gradient.defined()) value += validation.meta_gradient;
  return {value, {{"validation_loss", validation.loss}}};
}

}  // namespace evograd
