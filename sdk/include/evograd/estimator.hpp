#pragma once

#include <cstdint>
#include <vector>

#include "evograd/bilevel_problem.hpp"
#include "evograd/estimator_state.hpp"
#include "evograd/export.hpp"
#include "evograd/meta_gradient.hpp"
#include "evograd/validation_point.hpp"

namespace evograd {

/// What an estimator requires of the host; read once, before the run starts, so that a mismatch is reported early.
struct EstimatorNeeds {
  std::int64_t training_batches = 1;                            ///< number of training batches per step
  ValidationPoint validation_point = ValidationPoint::current;  ///< sets which points the host keeps, e.g. post_step
  bool second_order = false;      ///< differentiates twice through the network when λ acts inside it
  bool hessian_products = false;  ///< differentiates twice through the network no matter where λ acts
  bool base_rule = false;         ///< uses BilevelProblem::base_rule() and base_update_jacobian()
  bool meta_update = true;        ///< false: λ does not change and estimate() is never called
  /// The estimator also supplies the gradient of the base update, MetaGradient::base_gradient; the meta update then
  /// comes first.
  bool base_gradient = false;
  std::vector<StateDeclaration> state{};  ///< the tensors of BilevelProblem::state(), kept between meta updates
};

/// The quantity that an estimate approaches as its own parameters allow; `evograd check` compares the two.
enum class Estimand {
  one_step,  ///< dℓ_V(θ − η∇_θ ℓ_T)/dλ, the hypergradient of one base update
  unrolled,  ///< that of EstimatorNeeds::training_batches base updates
  implicit,  ///< that of the converged inner problem
  none,      ///< no derivative: a control
};

/// Defines how the meta-gradient dℓ_V(θ'(λ))/dλ is computed.
///
/// An estimator uses only BilevelProblem and knows neither task nor backbone. Between calls it keeps nothing but the
/// state that needs() declares, so that a resumed run continues bit for bit, and every random number it uses comes from
/// problem.random_key() or run_key().
class EVOGRAD_API MetaGradientEstimator {
 public:
  virtual ~MetaGradientEstimator() = default;

  /// An estimate of dℓ_V/dλ at the current (θ, λ) on the problem's batches. Throws Error.
  virtual MetaGradient estimate(BilevelProblem& problem) = 0;

  /// What the host must provide. The default suits an estimator that keeps no state and evaluates at first order, at θ
  /// or at the lookahead, on one training batch.
  virtual EstimatorNeeds needs() const { return {}; }

  /// The quantity that estimate() approaches, for comparison with its exact value in `evograd check`.
  virtual Estimand estimand() const { return Estimand::one_step; }
};

}  // namespace evograd
