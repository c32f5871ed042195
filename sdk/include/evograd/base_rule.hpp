#pragma once

#include <torch/types.h>

#include <functional>

#include "evograd/export.hpp"

namespace evograd {

/// The base update θ' = θ − u(g), g = ∇_θ ℓ_T, as far as estimators differentiate through it or repeat it: the base
/// optimizer's rule and its state before the base update of this step. Clipping is no part of it.
///
/// Stochastic gradient descent: b' = μ b + g + ωθ, u = η b', or with Nesterov's form u = η (g + ωθ + μ b').
struct EVOGRAD_API BaseRule {
  double learning_rate = 0;      ///< η
  bool gradient_descent = true;  ///< false: an adaptive rule, known by its Jacobian alone
  double momentum = 0;           ///< μ
  bool nesterov = false;
  double weight_decay = 0;   ///< ω, added to the gradient
  torch::Tensor velocity{};  ///< b [P]; undefined for zero

  /// A function of the gradient g [P] and the parameters θ [P].
  using Function = std::function<torch::Tensor(const torch::Tensor& gradient, const torch::Tensor& point)>;
  Function adaptive_update{};    ///< adaptive rules: u [P]
  Function adaptive_jacobian{};  ///< adaptive rules: the diagonal of ∂u/∂g [P]

  /// u(g, θ) [P] of the base update to come, without taking it.
  torch::Tensor update(const torch::Tensor& gradient, const torch::Tensor& point) const;

  /// The diagonal of ∂u/∂g [P]: η, with Nesterov's form η(1 + μ), for gradient descent.
  torch::Tensor jacobian(const torch::Tensor& gradient, const torch::Tensor& point) const;
};

}  // namespace evograd
