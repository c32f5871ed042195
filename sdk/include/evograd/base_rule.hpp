#pragma once

#include <torch/types.h>

#include <functional>

#include "evograd/export.hpp"

namespace evograd {

/// The base update θ' = θ − u(g), g = ∇_θ ℓ_T, as needed to differentiate through it or repeat it: the base optimizer's
/// rule and its state before the base update of this step. Clipping is not included.
///
/// Stochastic gradient descent: b' = μ b + g + ωθ, u = η b', or in Nesterov's form u = η (g + ωθ + μ b'). Parameter
/// groups have η and ω of their own: then η is η r, r the relative rates, and ω a vector.
struct EVOGRAD_API BaseRule {
  double learning_rate = 0;        ///< η
  bool gradient_descent = true;    ///< false: an adaptive rule, known only by its Jacobian
  double momentum = 0;             ///< μ
  bool nesterov = false;           ///< u in Nesterov's form
  double weight_decay = 0;         ///< ω, added to the gradient
  torch::Tensor relative_rates{};  ///< r [P]; undefined for 1
  torch::Tensor weight_decays{};   ///< ω [P] instead of weight_decay, if defined
  torch::Tensor velocity{};        ///< b [P]; undefined for zero

  /// A function of the gradient g [P] and the parameters θ [P].
  using Function = std::function<torch::Tensor(const torch::Tensor& gradient, const torch::Tensor& point)>;
  Function adaptive_update{};    ///< adaptive rules: u [P]
  Function adaptive_jacobian{};  ///< adaptive rules: the diagonal of ∂u/∂g [P]

  /// u(g, θ) [P] of the upcoming base update, without applying it.
  torch::Tensor update(const torch::Tensor& gradient, const torch::Tensor& point) const;

  /// Adds ω ⊙ `vector` [P] to `sum` [P] in place.
  void add_weight_decay(torch::Tensor& sum, const torch::Tensor& vector) const;

  /// r ⊙ `vector` [P]; `vector` itself if r = 1.
  torch::Tensor rate_weighted(const torch::Tensor& vector) const;

  /// The diagonal of ∂u/∂g [P]: η for gradient descent, η(1 + μ) in Nesterov's form.
  torch::Tensor jacobian(const torch::Tensor& gradient, const torch::Tensor& point) const;
};

}  // namespace evograd
