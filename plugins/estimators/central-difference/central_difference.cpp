#include "central_difference.hpp"

namespace estimators {

Schema<CentralDifferenceOptions> CentralDifferenceOptions::schema() {
  using O = CentralDifferenceOptions;
  return {
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"relative_step", &O::relative_step, positive(), "length of the finite-difference step along v"},
      {"sides", &O::sides, one_of({"auto", "one", "two"}),
       "two evaluates at θ ± sv (second-order error), one at θ and θ + sv (first-order error); auto uses one if the "
       "evaluation at θ is free: after the base update of a task whose λ acts after the network"},
      {"precondition", &O::precondition, one_of({"none", "base-optimizer"}),
       "base-optimizer differentiates through the base optimizer's update (Adam's adaptation, SAMA) instead of a plain "
       "gradient step"},
      {"parameters", &O::parameters, any_value(),
       "name prefixes of the parameters that the hypergradient goes through; empty for all"},
  };
}

CentralDifference::CentralDifference(const Options& options)
    : validation_point_(parse_validation_point(options.validation_point)),
      relative_step_(options.relative_step),
      sides_(options.sides),
      preconditioned_(options.precondition == "base-optimizer"),
      parameters_(options.parameters) {}

MetaGradient CentralDifference::estimate(BilevelProblem& problem) {
  auto [around, point] = problem.expand(validation_point_, parameters_);
  const bool one_side = sides_ == "one" || (sides_ == "auto" && problem.knows_training_terms());
  const auto validation = problem.validation_gradient(std::move(point));
  const auto& v = validation.gradient;
  const auto update = preconditioned_ ? v * problem.base_update_jacobian() : problem.rate_weighted(v);
  const auto product = problem.mixed_difference(around, update, relative_step_,
                                                one_side ? BilevelProblem::Sides::one : BilevelProblem::Sides::two);
  return problem.hypergradient(validation, product * (preconditioned_ ? -1 : -problem.base_learning_rate()));
}

}  // namespace estimators
