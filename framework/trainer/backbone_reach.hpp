#pragma once

#include <string>
#include <vector>

#include "evograd/training_state.hpp"

namespace evograd::host {

/// What a user should know about the gradient of the training loss at the parameters of `backbone`: that none or only
/// some of them get one, or that it is 0 at all of them. `gradients` are those at the tensors of `state.theta`,
/// undefined where none arrives. Nothing if the task's model does not contain the backbone.
std::vector<std::string> backbone_reach_warnings(const torch::nn::Module& backbone, const std::string& name,
                                                 const TrainingState& state,
                                                 const std::vector<torch::Tensor>& gradients);

}  // namespace evograd::host
