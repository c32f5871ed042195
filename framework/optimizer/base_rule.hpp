#pragma once

#include <vector>

#include "evograd/base_rule.hpp"
#include "framework/optimizer/optimizer_ranges.hpp"
#include "framework/optimizer/optimizer_state.hpp"
#include "framework/settings/optimizer_options.hpp"

namespace evograd::host {

/// The rule of the next update of an optimizer that was created from `options`, has one parameter tensor and is in
/// `state`, at learning rate `learning_rate`; with a copy of the state.
///
/// Adam's u = η m̂/(√v̂ + ε) is differentiated through both moments and the bias corrections, so at the first step,
/// where u = η g/(|g| + ε), the Jacobian is nearly zero. An element that has never had a gradient (v̂ = 0: a dead unit)
/// has Jacobian 0 by convention; its true value η/ε would dominate all others.
BaseRule base_rule(const OptimizerOptions& options, double learning_rate, const OptimizerState& state);

/// The rule whose parts on `ranges`, which cover vectors like `values` [P], are `rules`. Its learning rate and relative
/// rates are left to the caller.
BaseRule joined_rule(const std::vector<BaseRule>& rules, const std::vector<OptimizerRange>& ranges,
                     const torch::Tensor& values);

}  // namespace evograd::host
