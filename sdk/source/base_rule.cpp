#include "evograd/base_rule.hpp"

namespace evograd {

torch::Tensor BaseRule::update(const torch::Tensor& gradient, const torch::Tensor& point) const {
  const torch::NoGradGuard no_grad;
  if (!gradient_descent) return adaptive_update(gradient, point);
  auto direction = weight_decay == 0 ? gradient.clone() : torch::add(gradient, point, weight_decay);
  if (momentum != 0) {
    const auto next = velocity.defined() ? torch::add(direction, velocity, momentum) : direction.clone();
    if (nesterov) {
      direction.add_(next, momentum);
    } else {
      direction = next;
    }
  }
  return direction.mul_(learning_rate);
}

torch::Tensor BaseRule::jacobian(const torch::Tensor& gradient, const torch::Tensor& point) const {
  const torch::NoGradGuard no_grad;
  if (!gradient_descent) return adaptive_jacobian(gradient, point);
  return torch::full_like(point, learning_rate * (nesterov ? 1 + momentum : 1));
}

}  // namespace evograd
