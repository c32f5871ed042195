#include "data/images/byte_tensor.hpp"

#include <torch/torch.h>

#include <utility>

namespace data {

torch::Tensor byte_tensor(std::vector<std::uint8_t> bytes, const std::vector<std::int64_t>& shape) {
  auto* owner = new std::vector<std::uint8_t>(std::move(bytes));
  return torch::from_blob(
      owner->data(), shape, [owner](void*) { delete owner; }, torch::kUInt8);
}

}  // namespace data
