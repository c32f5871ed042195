#include "evograd/batch.hpp"

#include "evograd/error.hpp"

namespace evograd {

const torch::Tensor& Batch::operator[](const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found != tensors_.end()) return found->second;
  std::string present;
  for (const auto& [key, tensor] : tensors_) present += (present.empty() ? "" : ", ") + key;
  throw Error("batch", "no tensor '" + name + "'", "the tensors are: " + (present.empty() ? "none" : present));
}

Batch Batch::to(torch::Device device, torch::Dtype dtype, torch::MemoryFormat format) const {
  Batch moved;
  for (const auto& [name, tensor] : tensors_) {
    auto result = tensor.to(device);
    if (result.is_floating_point()) result = result.to(dtype);
    if (result.dim() == 4) result = result.contiguous(format);
    moved.set(name, result);
  }
  return moved;
}

}  // namespace evograd
