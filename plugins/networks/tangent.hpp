#pragma once

#include <torch/types.h>

namespace networks {

/// Whether `tensor` has a forward-mode tangent, which LibTorch's own operations propagate but the kernels here do not.
inline bool has_tangent(const torch::Tensor& tensor) { return tensor._fw_grad(/*level=*/0).defined(); }

}  // namespace networks
