#pragma once

#include <cstdint>
#include <vector>

#include "evograd/bilevel_problem.hpp"
#include "evograd/estimator_state.hpp"
#include "evograd/export.hpp"
#include "evograd/meta_gradient.hpp"
#include "evograd/validation_point.hpp"

namespace evograd {

/// What an estimator asks of the host; read once, before the run starts, so that a mismatch is refused early.
struct EstimatorNeeds {
  std::int64_t training_batches = 1;                            ///< how many training batches a step gets
  ValidationPoint validation_point = ValidationPoint::current;  ///< tells the host which points to keep, e.g. post_step
  bool second_order = false;      ///< differentiates twice through the network when λ acts inside it
  bool hessian_products = false;  ///< differentiates twice through the network wherever λ acts
  bool base_rule = false;         ///< wants BilevelProblem::base_rule() and base_update_jacobian()
  bool meta_update = true;        ///< false: λ stays where it is and estimate() is never called
  /// Gives the base update its gradient as well, MetaGradient::base_gradient; then the meta update comes first.
  bool base_gradient = false;
  std::vector<StateDeclaration> state{};  ///< what BilevelProblem::state() gives, kept from one meta update to the next
};

/// What an estimate approaches as its own parameters allow; `evograd check` compares it with that.
enum class Estimand {
  one_step,  ///< dℓ_V(θ − η∇_θ ℓ_T)/dλ, the hypergradient of one base update
  unrolled,  ///< that of EstimatorNeeds::training_batches base updates
  implicit,  ///< that of the converged inner problem
  none,      ///< no derivative: a control
};

/// Says how the meta-gradient dℓ_V(θ'(λ))/dλ is obtained.
///
/// An estimator is written against BilevelProblem alone and knows neither task nor backbone. It keeps nothing between
/// calls but the state that needs() declares, so that a resumed run continues bit for bit, and every random number it
/// uses comes from problem.random_key() or run_key().
class EVOGRAD_API MetaGradientEstimator {
 public:
  virtual ~MetaGradientEstimator() = default;

  /// An estimate of dℓ_V/dλ at the present (θ, λ) on the problem's batches. Throws Error.
  virtual MetaGradient estimate(BilevelProblem& problem) = 0;

  virtual EstimatorNeeds needs() const { return {}; }

  virtual Estimand estimand() const { return Estimand::one_step; }
};

}  // namespace evograd
