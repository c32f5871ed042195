#pragma once

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace evograd::host {

/// What a torch::optim optimizer of one parameter tensor remembers.
struct OptimizerState {
  std::int64_t steps = 0;  ///< that the bias corrections of Adam count; 0 where there are none
  std::vector<std::pair<std::string, torch::Tensor>> moments = {};  ///< "momentum", or "first_moment", "second_moment"
};

/// Of `optimizer`, which is of `kind`; the moments share storage with it. Empty before its first step.
OptimizerState optimizer_state(torch::optim::Optimizer& optimizer, const std::string& kind);

/// Gives a new `optimizer` of `kind` over `parameter` the memory that another one had. `parameter` is as before; its
/// gradient becomes zero.
void restore_optimizer_state(torch::optim::Optimizer& optimizer, const std::string& kind, torch::Tensor& parameter,
                             const OptimizerState& state);

}  // namespace evograd::host
