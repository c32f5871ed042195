#pragma once

#include "evograd/analytic/analytic_task.hpp"

namespace evograd::analytic {

/// ℓ_T(θ, λ) = ½ θᵀAθ − θᵀ(b + Cλ) + ½ Σ_j λ_j (q_jᵀθ)², ℓ_V(θ) = ½ |θ − t|², with dense oracles.
///
/// θ is two parameters, "left" [⌈P/2⌉] and "right" [⌊P/2⌋]; λ is one, "lambda" [H], drawn from U(0, 1), so that the
/// Hessian A + Σ_j λ_j q_j q_jᵀ is positive definite. Everything is a function of `key`.
class EVOGRAD_API Quadratic : public AnalyticTask {
 public:
  /// P = `parameters`, H = `meta_parameters`.
  Quadratic(std::int64_t parameters, std::int64_t meta_parameters, RandomKey key);

  torch::Tensor training_loss(const Batch&) override;
  torch::Tensor validation_loss(const Batch&) override;

  /// −η Mᵀ ∇ℓ_V(θ − η∇_θ ℓ_T), M = mixed_derivative(θ).
  torch::Tensor one_step_hypergradient(double learning_rate) override;
  /// −Mᵀ (∇²_θ ℓ_T)⁻¹ ∇ℓ_V at the optimum of ℓ_T for the current λ: the hypergradient of the converged inner problem.
  virtual torch::Tensor implicit_hypergradient();
  /// argmin_θ ℓ_T for the current λ, [P].
  torch::Tensor optimum();
  /// ∇²_θ ℓ_T [P, P] for the current λ, the same at every θ.
  torch::Tensor hessian();
  /// M = ∂²ℓ_T/∂θ∂λ [P, H] at `theta`.
  torch::Tensor mixed_derivative(const torch::Tensor& theta);

 protected:
  /// θ [P] as the losses see it, with gradient to the model's parameters.
  virtual torch::Tensor theta() const;
  /// λ [H] as the losses see it, with gradient to the meta-model's parameter.
  virtual torch::Tensor lambda() const;

 private:
  torch::Tensor left_;
  torch::Tensor right_;
  torch::Tensor lambda_;
  torch::Tensor curvature_;   // A [P, P]
  torch::Tensor offset_;      // b [P]
  torch::Tensor coupling_;    // C [P, H]
  torch::Tensor directions_;  // q_j as rows [H, P]
  torch::Tensor target_;      // t [P]
};

}  // namespace evograd::analytic
