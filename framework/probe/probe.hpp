#pragma once

#include <optional>

#include "evograd/estimator.hpp"
#include "evograd/training_state.hpp"

namespace evograd::host {

/// The quality of one estimate.
struct ProbeReading {
  double cosine = 0;       ///< to the exact one-step hypergradient h_exact on the same batches at the same (θ, λ)
  double scale_error = 0;  ///< |c h − h_exact|/|h_exact|, c the estimate's calibration
  double norm_ratio = 0;   ///< c |h|/|h_exact|

  /// For estimates through K' random directions: the expected cosine, √(K'/(K' + r + 1)) with r = |M|²|v|²/|Mv|², M =
  /// ∂²ℓ_T/∂λ∂θ, and the measured one with v at the estimator's own point (θ for the merged one).
  std::optional<double> predicted_cosine;
  std::optional<double> same_point_cosine;
};

/// Compares `estimate`, made by an estimator with `needs` at `bilevel_step`, with the exact one-step hypergradient at
/// the same point, with v evaluated one base update ahead. Does not change `state`.
///
/// If the task cannot be differentiated as the exact hypergradient requires, a central difference replaces it.
/// `directions`: number of random directions along which |M|² is measured. Empty if the exact hypergradient is zero or
/// not finite.
std::optional<ProbeReading> probe(TrainingState& state, const BilevelStep& bilevel_step, const MetaGradient& estimate,
                                  const EstimatorNeeds& needs, std::int64_t directions);

}  // namespace evograd::host
