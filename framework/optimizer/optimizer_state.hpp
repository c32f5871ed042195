#pragma once

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace evograd::host {

/// The state of a torch::optim optimizer of one parameter tensor.
struct OptimizerState {
  std::int64_t steps = 0;  ///< counted by Adam's bias corrections; 0 if there are none
  std::vector<std::pair<std::string, torch::Tensor>> moments = {};  ///< "momentum", or "first_moment", "second_moment"
};

/// The state of `optimizer`, which is of `kind`; the moments share storage with it. Empty before its first step.
OptimizerState optimizer_state(torch::optim::Optimizer& optimizer, const std::string& kind);

/// Gives a new `optimizer` of `kind` over `parameter` the state of another one. `parameter` is unchanged; its gradient
/// becomes zero.
void restore_optimizer_state(torch::optim::Optimizer& optimizer, const std::string& kind, torch::Tensor& parameter,
                             const OptimizerState& state);

}  // namespace evograd::host
