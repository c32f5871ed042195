#include "evograd/batch.hpp"

#include <algorithm>

#include "evograd/error.hpp"

namespace evograd {

const torch::Tensor& Batch::operator[](const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found != tensors_.end()) return found->second;
  std::string present;
  for (const auto& [key, tensor] : tensors_) present += (present.empty() ? "" : ", ") + key;
  throw Error("batch", "no tensor '" + name + "'", "the tensors are: " + (present.empty() ? "none" : present));
}

std::vector<Batch> Batch::divided(std::int64_t parts) const {
  for (const auto& [name, tensor] : tensors_) {
    if (tensor.dim() > 0) parts = std::min(parts, tensor.size(0));
  }
  parts = std::max<std::int64_t>(parts, 1);
  std::vector<Batch> all(static_cast<std::size_t>(parts));
  for (const auto& [name, tensor] : tensors_) {
    for (std::int64_t i = 0; i < parts; ++i) {
      const auto rows = tensor.dim() > 0 ? tensor.size(0) : 0;
      const auto begin = i * rows / parts;
      const auto end = (i + 1) * rows / parts;
      all[static_cast<std::size_t>(i)].set(name, tensor.dim() > 0 ? tensor.slice(0, begin, end) : tensor);
    }
  }
  return all;
}

Batch Batch::to(torch::Device device, torch::Dtype dtype, torch::MemoryFormat format) const {
  Batch moved;
  for (const auto& [name, tensor] : tensors_) {
    // From pinned memory a copy does not wait, neither for the device nor for what is queued there.
    const bool pinned = device.is_cuda() && tensor.device().is_cpu();
    auto result = pinned ? tensor.pin_memory().to(device, /*non_blocking=*/true) : tensor.to(device);
    if (result.is_floating_point()) result = result.to(dtype);
    if (result.dim() == 4) result = result.contiguous(format);
    moved.set(name, result);
  }
  return moved;
}

}  // namespace evograd
