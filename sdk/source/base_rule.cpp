#include "evograd/base_rule.hpp"

namespace evograd {

torch::Tensor BaseRule::update(const torch::Tensor& gradient, const torch::Tensor& point) const {
  const torch::NoGradGuard no_grad;
  if (!gradient_descent) return adaptive_update(gradient, point);
  auto direction = gradient.clone();
  add_weight_decay(direction, point);
  if (momentum != 0) {
    const auto next = velocity.defined() ? torch::add(direction, velocity, momentum) : direction.clone();
    if (nesterov) {
      direction.add_(next, momentum);
    } else {
      direction = next;
    }
  }
  return rate_weighted(direction.mul_(learning_rate));
}

void BaseRule::add_weight_decay(torch::Tensor& sum, const torch::Tensor& vector) const {
  const torch::NoGradGuard no_grad;
  if (weight_decays.defined()) {
    sum.addcmul_(weight_decays, vector);
  } else if (weight_decay != 0) {
    sum.add_(vector, weight_decay);
  }
}

torch::Tensor BaseRule::rate_weighted(const torch::Tensor& vector) const {
  const torch::NoGradGuard no_grad;
  return relative_rates.defined() ? vector * relative_rates : vector;
}

torch::Tensor BaseRule::jacobian(const torch::Tensor& gradient, const torch::Tensor& point) const {
  const torch::NoGradGuard no_grad;
  if (!gradient_descent) return adaptive_jacobian(gradient, point);
  return rate_weighted(torch::full_like(point, learning_rate * (nesterov ? 1 + momentum : 1)));
}

}  // namespace evograd
