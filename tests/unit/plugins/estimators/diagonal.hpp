#pragma once

#include <torch/torch.h>

#include <stdexcept>
#include <string>

#include "evograd/analytic/analytic_task.hpp"
#include "evograd/meta_gradient.hpp"

namespace evograd::test {

/// ℓ_T(θ, λ) = ½ Σ a_i θ_i² − θᵀλ, ℓ_V(θ, λ) = ½ |θ − 1|² + d Σ λ_i, with any a: indefinite and singular Hessians too.
///
/// ∂²ℓ_T/∂θ∂λ = −I, so an implicit hypergradient is d + q, where q solves the linear system with v = θ − 1. θ starts
/// at zero, so that v is −1 everywhere.
class Diagonal : public analytic::AnalyticTask {
 public:
  explicit Diagonal(torch::Tensor curvature, double direct = 0) : curvature_(std::move(curvature)), direct_(direct) {
    theta_ = model_->register_parameter("theta", torch::zeros_like(curvature_));
    lambda_ = meta_model_->register_parameter("lambda", torch::full_like(curvature_, 0.5));
  }

  torch::Tensor training_loss(const Batch&) override {
    return 0.5 * curvature_.dot(theta_.square()) - theta_.dot(lambda_);
  }
  torch::Tensor validation_loss(const Batch&) override {
    return 0.5 * (theta_ - 1).square().sum() + direct_ * lambda_.sum();
  }
  TaskTraits traits() const override { return {.validation_sees_lambda = direct_ != 0}; }

  torch::Tensor one_step_hypergradient(double learning_rate) override {
    const torch::NoGradGuard no_grad;
    const auto ahead = theta_ - learning_rate * (curvature_ * theta_ - lambda_);
    return learning_rate * (ahead - 1) + direct_;
  }

 private:
  torch::Tensor curvature_;  // a [P]
  double direct_;            // d
  torch::Tensor theta_;
  torch::Tensor lambda_;
};

/// The number called `name` in what an estimator logged.
inline double logged(const MetaGradient& estimate, const std::string& name) {
  for (const auto& [key, value] : estimate.log) {
    if (key == name) return value;
  }
  throw std::out_of_range("nothing is logged as '" + name + "'");
}

/// `values` without the padding behind them, where θ or λ are one segment of `size` numbers.
inline torch::Tensor front(const torch::Tensor& values, std::int64_t size) { return values.narrow(0, 0, size); }

}  // namespace evograd::test
