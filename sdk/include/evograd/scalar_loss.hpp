#pragma once

#include <torch/types.h>

#include <string>

#include "evograd/export.hpp"

namespace evograd {

/// Returns `loss`, the result of the task's `function`, if the problem and the host can differentiate it.
///
/// Throws Error, naming `function`, unless it is a defined floating-point tensor of zero dimensions.
EVOGRAD_API const torch::Tensor& scalar_loss(const torch::Tensor& loss, const std::string& function);

}  // namespace evograd
