#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evograd/training_state.hpp"

namespace evograd::host {

/// Detects forbidden side effects of a task or an estimator: writes to parameters, draws from the global generator.
/// Compared only once, around the calls of the first step, so that later steps pay nothing for it.
class Untouched {
 public:
  /// Records the current state.
  explicit Untouched(TrainingState& state);

  /// Throws Error naming `function` if a parameter has been written to or the global generator drawn from since.
  void require(const std::string& function) const;

  /// The same check for the parameters alone.
  void require_parameters(const std::string& function) const;

 private:
  std::vector<std::int64_t> versions() const;

  TrainingState& state_;
  std::vector<std::int64_t> versions_;
  torch::Tensor generator_;
};

/// The backbone that a task was built with, for messages about it.
struct BuiltBackbone {
  std::shared_ptr<const torch::nn::Module> module{};  ///< may be null: nothing is said about it then
  std::string name = "backbone";
  std::string task_name = "task";
};

/// Evaluates both losses once and throws Error if the task violates what a run assumes: losses are finite scalars whose
/// gradient reaches θ, ℓ_V is independent of λ unless the traits say otherwise, parameters are not written to.
/// Evaluates the validation loss only if `validation` is set, i.e. in a step with a meta update. Returns warnings for
/// the user that do not require a fix, also about the gradient's way to the backbone (see backbone_reach_warnings).
/// Restores modules and generators; costs two forward passes.
std::vector<std::string> verify_task(TrainingState& state, const BilevelStep& step, bool validation,
                                     const BuiltBackbone& backbone = {});

}  // namespace evograd::host
