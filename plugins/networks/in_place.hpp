#pragma once

#include <torch/types.h>

namespace networks {

/// max(x, 0), in the memory of `x` if nothing else refers to it.
///
/// A tap may keep its activations, or return a tensor that autograd saved for its backward pass; in these cases a new
/// tensor is made. Pass the argument with std::move and keep no other handle, because any handle forces a copy.
torch::Tensor relu(torch::Tensor x);

/// x + y, in the memory of `x` under the same condition.
torch::Tensor sum(torch::Tensor x, const torch::Tensor& y);

}  // namespace networks
