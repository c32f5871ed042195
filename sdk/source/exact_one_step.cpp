#include "evograd/exact_one_step.hpp"

namespace evograd {

MetaGradient exact_one_step(BilevelProblem& problem, ValidationPoint where, BilevelProblem::MixedProduct how,
                            const std::vector<std::string>& parameters) {
  auto [around, point] = problem.expand(where);
  problem.restrict_to(parameters);
  const auto validation = problem.validation_gradient(std::move(point));
  auto value = problem.mixed_product(around, validation.gradient, how).mul_(-problem.base_learning_rate());
  if (validation.meta_gradient.defined()) value += validation.meta_gradient;
  return {value, {{"validation_loss", validation.loss}}};
}

}  // namespace evograd
