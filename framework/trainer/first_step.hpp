#pragma once

#include <string>
#include <vector>

#include "evograd/training_state.hpp"

namespace evograd::host {

/// What a task and an estimator could have changed behind the host's back: writes to parameters, draws from the global
/// generator. Compared once, around the first step's calls, since comparing costs nothing after it that way.
class Untouched {
 public:
  /// As it is now.
  explicit Untouched(TrainingState& state);

  /// Throws Error naming `function` where a parameter was written to or the global generator was drawn from since.
  void require(const std::string& function) const;

  /// The same of the parameters alone.
  void require_parameters(const std::string& function) const;

 private:
  std::vector<std::int64_t> versions() const;

  TrainingState& state_;
  std::vector<std::int64_t> versions_;
  torch::Tensor generator_;
};

/// Evaluates both losses once and throws Error where the task does not keep what a run takes for granted: losses are
/// finite scalars whose gradient reaches θ, ℓ_V is independent of λ unless the traits say otherwise, parameters are not
/// written to. The validation loss only where `validation`, a step with a meta update. Returns what the user should
/// know but need not mend. Modules and generators are put back; two forward passes.
std::vector<std::string> verify_task(TrainingState& state, const BilevelStep& step, bool validation);

}  // namespace evograd::host
