#include "evograd/analytic/direct_quadratic.hpp"

namespace evograd::analytic {

torch::Tensor DirectQuadratic::validation_loss(const Batch& batch) {
  return Quadratic::validation_loss(batch) + 0.5 * lambda().square().sum();
}

torch::Tensor DirectQuadratic::one_step_hypergradient(double learning_rate) {
  return Quadratic::one_step_hypergradient(learning_rate) + lambda().detach();
}

torch::Tensor DirectQuadratic::implicit_hypergradient() {
  return Quadratic::implicit_hypergradient() + lambda().detach();
}

}  // namespace evograd::analytic
