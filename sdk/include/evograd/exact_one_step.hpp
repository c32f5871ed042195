#pragma once

#include <string>
#include <vector>

#include "evograd/bilevel_problem.hpp"
#include "evograd/export.hpp"
#include "evograd/meta_gradient.hpp"

namespace evograd {

/// The exact hypergradient of one plain gradient step, T1–T2: h = ∂ℓ_V/∂λ − η ∂/∂λ ⟨∇_θ ℓ_T(θ, λ), v⟩, v = ∇ℓ_V at
/// `where` (not merged).
///
/// If `parameters` is not empty, v is restricted to the parameters whose names start with one of these prefixes. With
/// where = lookahead the result is d/dλ ℓ_V(θ − η ∇_θ ℓ_T(θ, λ)). The reference for every other estimator. Cost: that
/// of the expansion, 3F for v and one mixed product. Citation: J. Luketina et al., Scalable gradient-based tuning of
/// continuous regularization hyperparameters, ICML 2016.
EVOGRAD_API MetaGradient exact_one_step(BilevelProblem& problem, ValidationPoint where,
                                        BilevelProblem::MixedProduct how = BilevelProblem::MixedProduct::automatic,
                                        const std::vector<std::string>& parameters = {});

}  // namespace evograd
