#pragma once

#include <torch/types.h>

#include <string>

#include "evograd/export.hpp"

namespace evograd {

/// `loss`, which the task's `function` returned, where it is what the problem and the host can differentiate.
///
/// Throws Error, naming `function`, unless it is a defined floating-point tensor of zero dimensions.
EVOGRAD_API const torch::Tensor& scalar_loss(const torch::Tensor& loss, const std::string& function);

}  // namespace evograd
