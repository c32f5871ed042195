#pragma once

#include <torch/types.h>

#include "evograd/export.hpp"

namespace evograd {

/// ⟨a, b⟩ of two vectors [P] of one type, float or double, accumulated in double precision. Throws Error for others.
///
/// The same bits on any number of threads, which LibTorch's dot() and norm() do not promise: with them a run would
/// depend on the machine's cores. On devices other than the CPU it is theirs.
EVOGRAD_API double flat_dot(const torch::Tensor& a, const torch::Tensor& b);

/// ‖a‖₂, likewise.
EVOGRAD_API double flat_norm(const torch::Tensor& a);

}  // namespace evograd
