#pragma once

#include <torch/types.h>

#include <vector>

namespace evograd::test {

/// The largest absolute difference of two tensors of one shape.
inline double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

/// Equal bit for bit.
inline bool same_bits(const torch::Tensor& a, const torch::Tensor& b) { return torch::equal(a, b); }

inline double cosine(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.dot(b) / (a.norm() * b.norm())).item<double>();
}

inline torch::Tensor vector(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

}  // namespace evograd::test
