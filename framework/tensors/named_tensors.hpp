#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace evograd::host {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// The parameters of `module`, then its buffers, under their names, sharing storage with it; a tied parameter appears
/// under both names.
NamedTensors parameters_and_buffers(const torch::nn::Module& module);

/// "[3, 2]".
std::string shape_text(const torch::Tensor& tensor);

}  // namespace evograd::host
