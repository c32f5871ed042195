#pragma once

#include <string>

#include "evograd/export.hpp"
#include "evograd/options.hpp"

namespace evograd {

/// Where v = ∇ℓ_V is taken. It matters more for what is learned than the noise of the estimator, so it is an option of
/// every estimator.
enum class ValidationPoint {
  automatic,  ///< post_step where the base update came first, else lookahead: one base update ahead either way
  current,    ///< at θ
  lookahead,  ///< at θ − η ∇_θ ℓ_T(θ, λ): one more training gradient
  merged,     ///< at EvoGrad's θ* = Σ w_k θ_k
  post_step,  ///< at the point the base update of this very step has reached; the expansion is around the point before
              ///< it
};

/// The option's word ("auto", "current", "lookahead", "merged", "post-step") as the enumerator.
EVOGRAD_API ValidationPoint parse_validation_point(const std::string& word);

/// The option `validation_point` of every estimator that takes v before anything else: all words but "merged", and the
/// sentence that explains them.
EVOGRAD_API Constraint validation_point_words();
EVOGRAD_API std::string validation_point_sentence();

}  // namespace evograd
