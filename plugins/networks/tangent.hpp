#pragma once

#include <torch/types.h>

namespace networks {

/// Whether `tensor` carries a tangent of forward mode, which LibTorch's own operations propagate and kernels here do
/// not.
inline bool has_tangent(const torch::Tensor& tensor) { return tensor._fw_grad(/*level=*/0).defined(); }

}  // namespace networks
