#include "evograd/analytic/one_dimensional.hpp"

#include <cmath>

namespace evograd::analytic {

OneDimensional::OneDimensional(double x, double lambda)
    : x_(model_->register_parameter("x", torch::full({1}, x, torch::kFloat64))),
      lambda_(meta_model_->register_parameter("lambda", torch::full({1}, lambda, torch::kFloat64))) {}

torch::Tensor OneDimensional::training_loss(const Batch&) { return ((x_ - 1).square() + lambda_ * x_.square()).sum(); }

torch::Tensor OneDimensional::validation_loss(const Batch&) { return (x_ - 0.5).square().sum(); }

torch::Tensor OneDimensional::one_step_hypergradient(double learning_rate) {
  const double x = x_.item<double>();
  const double lambda = lambda_.item<double>();
  const double stepped = x - learning_rate * (2 * (x - 1) + 2 * lambda * x);
  return torch::full({1}, -learning_rate * 2 * x * 2 * (stepped - 0.5), torch::kFloat64);
}

double OneDimensional::true_hypergradient(double lambda) { return (lambda - 1) / std::pow(lambda + 1, 3); }

double OneDimensional::evograd_limit(double lambda) {
  const double s = 5 + 4 * lambda;
  return -8 * (17 / s - 2) / (s * s);
}

}  // namespace evograd::analytic
