#pragma once

#include <string>

#include "evograd/export.hpp"
#include "evograd/options.hpp"

namespace evograd {

/// The point at which v = ∇ℓ_V is evaluated. It affects what is learned more than the noise of the estimator does, so
/// it is an option of every estimator.
enum class ValidationPoint {
  automatic,  ///< post_step if the base update came first, else lookahead: one base update ahead in both cases
  current,    ///< at θ
  lookahead,  ///< at θ − η ∇_θ ℓ_T(θ, λ): one more training gradient
  merged,     ///< at EvoGrad's θ* = Σ w_k θ_k
  post_step,  ///< at the point reached by the base update of the same step; the expansion is around the point before
              ///< it
};

/// The option's word ("auto", "current", "lookahead", "merged", "post-step") converted to the enumerator. Throws Error
/// for any other.
EVOGRAD_API ValidationPoint parse_validation_point(const std::string& word);

/// The words of the option `validation_point` of every estimator that computes v first: all except "merged".
EVOGRAD_API Constraint validation_point_words();

/// The sentence of that option, which explains its words.
EVOGRAD_API std::string validation_point_sentence();

}  // namespace evograd
