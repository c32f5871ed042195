#pragma once

#include <ATen/core/Tensor.h>

#include "evograd/export.hpp"

namespace evograd {

/// ⟨a, b⟩ of two vectors [P] of one type, float or double, accumulated in double precision. Throws Error otherwise.
///
/// Gives the same bits with any number of threads, which LibTorch's dot() and norm() do not guarantee: with them a run
/// would depend on the number of cores. On devices other than the CPU it uses LibTorch's functions.
EVOGRAD_API double flat_dot(const at::Tensor& a, const at::Tensor& b);

/// ‖a‖₂, with the same properties.
EVOGRAD_API double flat_norm(const at::Tensor& a);

}  // namespace evograd
