#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "evograd/after_network.hpp"
#include "evograd/analytic/quadratic.hpp"

namespace evograd::host::check {

/// A part of θ: offset and size.
using Piece = std::pair<std::int64_t, std::int64_t>;

/// The quadratic problem with θ in other parameters: one for each of `pieces`, which cover [0, P), in their order.
class PiecewiseQuadratic : public analytic::Quadratic {
 public:
  PiecewiseQuadratic(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key,
                     const std::vector<Piece>& pieces);

  torch::Tensor validation_loss(const Batch& batch) override { return scale_ * Quadratic::validation_loss(batch); }
  /// Multiplies the validation loss by `scale`; the oracles stay those of the plain loss.
  void scale_validation_loss(double scale) { scale_ = scale; }
  /// θ ← `theta` [P].
  void move_to(const torch::Tensor& theta);

 protected:
  torch::Tensor theta() const override;

 private:
  std::vector<std::pair<Piece, torch::Tensor>> parts_;  // by offset
  double scale_ = 1;
};

/// The same with θ, λ and losses in single precision.
class SinglePrecisionQuadratic : public PiecewiseQuadratic {
 public:
  SinglePrecisionQuadratic(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key,
                           const std::vector<Piece>& pieces);
  torch::Tensor training_loss(const Batch& batch) override;
  torch::Tensor validation_loss(const Batch& batch) override;

 protected:
  torch::Tensor theta() const override;
  torch::Tensor lambda() const override;
};

/// λ after the network: ℓ_T = Σ_i w_i(λ) ½ (x_iᵀθ − y_i)² / B, w_i = σ(u_iᵀλ), ℓ_V = ½ |θ − t|².
class WeightedLeastSquares : public analytic::AnalyticTask, public AfterNetwork {
 public:
  WeightedLeastSquares(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key);

  torch::Tensor network_terms(const Batch&) override;
  torch::Tensor reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor&) override;
  torch::Tensor training_loss(const Batch& batch) override { return evaluate_training_loss(batch).loss; }
  torch::Tensor validation_loss(const Batch&) override;

  torch::Tensor one_step_hypergradient(double learning_rate) override;
  torch::Tensor implicit_hypergradient();
  torch::Tensor optimum();
  void move_to(const torch::Tensor& theta);

 private:
  /// −∂/∂λ ⟨∇_θ ℓ_T, direction⟩ at the present θ.
  torch::Tensor minus_mixed_product(const torch::Tensor& direction);

  torch::Tensor theta_, lambda_;
  torch::Tensor inputs_, labels_, features_, target_;
};

}  // namespace evograd::host::check
