#pragma once

#include <vector>

#include "evograd/flat_parameters.hpp"

namespace evograd {

/// Those parameters of `all` that graphs currently reach.
inline std::vector<torch::Tensor> tracked_parameters(const std::vector<FlatParameters*>& all) {
  std::vector<torch::Tensor> tracked;
  for (const auto* parameters : all) {
    for (const auto& tensor : parameters->tensors()) {
      if (tensor.requires_grad()) tracked.push_back(tensor);
    }
  }
  return tracked;
}

}  // namespace evograd
