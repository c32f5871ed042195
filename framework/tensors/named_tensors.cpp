#include "framework/tensors/named_tensors.hpp"

#include <sstream>

namespace evograd::host {

NamedTensors parameters_and_buffers(const torch::nn::Module& module) {
  NamedTensors all;
  for (const auto& item : module.named_parameters()) {
    if (item.value().defined()) all.emplace_back(item.key(), item.value());
  }
  for (const auto& item : module.named_buffers()) {
    if (item.value().defined()) all.emplace_back(item.key(), item.value());
  }
  return all;
}

std::string shape_text(const torch::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes();
  return text.str();
}

}  // namespace evograd::host
