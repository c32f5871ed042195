#include "framework/check/bench_problems.hpp"

#include <ATen/ops/linalg_solve.h>
#include <torch/autograd.h>

#include <algorithm>

namespace evograd::host::check {

PiecewiseQuadratic::PiecewiseQuadratic(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key,
                                       const std::vector<Piece>& pieces)
    : Quadratic(parameters, meta_parameters, key) {
  const auto whole = Quadratic::theta().detach().clone();
  model_ = std::make_shared<torch::nn::Module>("model");
  for (const auto& piece : pieces) {
    const auto name = "piece" + std::to_string(parts_.size());
    const auto values = whole.slice(0, piece.first, piece.first + piece.second).clone();
    parts_.emplace_back(piece, model_->register_parameter(name, values));
  }
  std::sort(parts_.begin(), parts_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

torch::Tensor PiecewiseQuadratic::theta() const {
  std::vector<torch::Tensor> all;
  for (const auto& [piece, values] : parts_) all.push_back(values);
  return torch::cat(all);
}

void PiecewiseQuadratic::move_to(const torch::Tensor& theta) {
  const torch::NoGradGuard no_grad;
  for (auto& [piece, values] : parts_) values.copy_(theta.slice(0, piece.first, piece.first + piece.second));
}

SinglePrecisionQuadratic::SinglePrecisionQuadratic(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key,
                                                   const std::vector<Piece>& pieces)
    : PiecewiseQuadratic(parameters, meta_parameters, key, pieces) {
  model_->to(torch::kFloat32);
  meta_model_->to(torch::kFloat32);
}

torch::Tensor SinglePrecisionQuadratic::theta() const { return PiecewiseQuadratic::theta().to(torch::kFloat64); }
torch::Tensor SinglePrecisionQuadratic::lambda() const { return PiecewiseQuadratic::lambda().to(torch::kFloat64); }

torch::Tensor SinglePrecisionQuadratic::training_loss(const Batch& batch) {
  return PiecewiseQuadratic::training_loss(batch).to(torch::kFloat32);
}

torch::Tensor SinglePrecisionQuadratic::validation_loss(const Batch& batch) {
  return PiecewiseQuadratic::validation_loss(batch).to(torch::kFloat32);
}

WeightedLeastSquares::WeightedLeastSquares(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key) {
  auto generator = key.generator();
  const auto normal = [&](std::vector<std::int64_t> shape) {
    return torch::randn(shape, generator, torch::TensorOptions(torch::kFloat64));
  };
  const auto examples = 3 * parameters;  // more than parameters, so that the optimum is one point
  theta_ = model_->register_parameter("theta", normal({parameters}));
  lambda_ = meta_model_->register_parameter("lambda", normal({meta_parameters}));
  inputs_ = normal({examples, parameters});
  labels_ = normal({examples});
  features_ = normal({examples, meta_parameters});
  target_ = normal({parameters});
}

torch::Tensor WeightedLeastSquares::network_terms(const Batch&) {
  return 0.5 * (inputs_.mv(theta_) - labels_).square();
}

torch::Tensor WeightedLeastSquares::reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor&) {
  return features_.mv(lambda_).sigmoid().dot(terms) / terms.numel();
}

torch::Tensor WeightedLeastSquares::validation_loss(const Batch&) { return 0.5 * (theta_ - target_).square().sum(); }

torch::Tensor WeightedLeastSquares::minus_mixed_product(const torch::Tensor& direction) {
  // Written out: λ of a training state carries no gradient between the problem's own passes.
  const torch::NoGradGuard no_grad;
  const auto weights = features_.mv(lambda_).sigmoid();
  const auto derivatives = weights * (1 - weights);
  const auto along = (inputs_.mv(theta_) - labels_) * inputs_.mv(direction);
  return -features_.t().mv(derivatives * along) / labels_.numel();
}

torch::Tensor WeightedLeastSquares::one_step_hypergradient(double learning_rate) {
  const torch::NoGradGuard no_grad;
  const auto weights = features_.mv(lambda_).sigmoid();
  const auto gradient = inputs_.t().mv(weights * (inputs_.mv(theta_) - labels_)) / labels_.numel();
  return learning_rate * minus_mixed_product(theta_ - learning_rate * gradient - target_);
}

torch::Tensor WeightedLeastSquares::optimum() {
  const torch::NoGradGuard no_grad;
  const auto weighted = (inputs_ * features_.mv(lambda_).sigmoid().unsqueeze(1)).t();
  return at::linalg_solve(weighted.matmul(inputs_), weighted.mv(labels_));
}

torch::Tensor WeightedLeastSquares::implicit_hypergradient() {
  const torch::NoGradGuard no_grad;
  const auto weighted = (inputs_ * features_.mv(lambda_).sigmoid().unsqueeze(1)).t();
  const auto hessian = weighted.matmul(inputs_) / labels_.numel();
  const auto before = theta_.detach().clone();
  move_to(optimum());
  const auto value = minus_mixed_product(at::linalg_solve(hessian, theta_ - target_));
  move_to(before);
  return value;
}

void WeightedLeastSquares::move_to(const torch::Tensor& theta) {
  const torch::NoGradGuard no_grad;
  theta_.copy_(theta);
}

}  // namespace evograd::host::check
