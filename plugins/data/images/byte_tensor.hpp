#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace data {

/// `bytes` as a uint8 tensor of `shape`, which takes ownership of the memory.
torch::Tensor byte_tensor(std::vector<std::uint8_t> bytes, const std::vector<std::int64_t>& shape);

}  // namespace data
