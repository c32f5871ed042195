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

  /// Adaptive rules: the diagonal of ∂u/∂g [P] at the gradient `gradient` [P] and the parameters `point` [P].
  std::function<torch::Tensor(const torch::Tensor& gradient, const torch::Tensor& point)> jacobian{};
};

}  // namespace evograd
