#include "evograd/exact_one_step.hpp"

namespace evograd {

MetaGradient exact_one_step(BilevelProblem& problem, ValidationPoint where, BilevelProblem::MixedProduct how,
                            const std::vector<std::string>& parameters) {
  auto [around, point] = problem.expand(where, parameters);
  const auto validation = problem.validation_gradient(std::move(point));
  return problem.hypergradient(validation,
                               problem.mixed_product(around, problem.rate_weighted(validation.gradient), how)
                                   .mul_(-problem.base_learning_rate()));
}

}  // namespace evograd
