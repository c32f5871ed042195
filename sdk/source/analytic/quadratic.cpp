#include "evograd/analytic/quadratic.hpp"

#include <ATen/ops/linalg_solve.h>

#include <cmath>

namespace evograd::analytic {

Quadratic::Quadratic(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key) {
  auto generator = key.generator();
  const auto normal = [&](std::vector<std::int64_t> shape) {
    return torch::randn(shape, generator, torch::TensorOptions(torch::kFloat64));
  };
  const auto half = (parameters + 1) / 2;
  left_ = model_->register_parameter("left", normal({half}));
  right_ = model_->register_parameter("right", normal({parameters - half}));
  lambda_ = meta_model_->register_parameter(
      "lambda", torch::rand({meta_parameters}, generator, torch::TensorOptions(torch::kFloat64)));
  const auto root = normal({parameters, parameters}) / std::sqrt(static_cast<double>(parameters));
  curvature_ = root.matmul(root.t()) + 0.5 * torch::eye(parameters, torch::kFloat64);
  offset_ = normal({parameters});
  coupling_ = normal({parameters, meta_parameters});
  directions_ = normal({meta_parameters, parameters}) / std::sqrt(static_cast<double>(parameters));
  target_ = normal({parameters});
}

torch::Tensor Quadratic::theta() const { return torch::cat({left_, right_}); }

torch::Tensor Quadratic::lambda() const { return lambda_; }

torch::Tensor Quadratic::training_loss(const Batch&) {
  const auto theta = this->theta();
  return 0.5 * theta.dot(curvature_.mv(theta)) - theta.dot(offset_ + coupling_.mv(lambda())) +
         0.5 * lambda().dot(directions_.mv(theta).square());
}

torch::Tensor Quadratic::validation_loss(const Batch&) { return 0.5 * (theta() - target_).square().sum(); }

torch::Tensor Quadratic::hessian() {
  const torch::NoGradGuard no_grad;
  return curvature_ + directions_.t().matmul(lambda().unsqueeze(1) * directions_);
}

torch::Tensor Quadratic::mixed_derivative(const torch::Tensor& theta) {
  const torch::NoGradGuard no_grad;
  return directions_.t() * directions_.mv(theta) - coupling_;
}

torch::Tensor Quadratic::one_step_hypergradient(double learning_rate) {
  const torch::NoGradGuard no_grad;
  const auto theta = this->theta();
  const auto gradient = hessian().mv(theta) - offset_ - coupling_.mv(lambda());
  const auto validation = theta - learning_rate * gradient - target_;
  return -learning_rate * mixed_derivative(theta).t().mv(validation);
}

torch::Tensor Quadratic::optimum() {
  const torch::NoGradGuard no_grad;
  return at::linalg_solve(hessian(), offset_ + coupling_.mv(lambda()));
}

torch::Tensor Quadratic::implicit_hypergradient() {
  const torch::NoGradGuard no_grad;
  const auto theta = optimum();
  return -mixed_derivative(theta).t().mv(at::linalg_solve(hessian(), theta - target_));
}

}  // namespace evograd::analytic
