#include "framework/check/derivative.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace evograd::host::check {

double derivative_error(const std::function<torch::Tensor()>& loss, FlatParameters& parameters, RandomKey key) {
  const auto gradients = torch::autograd::grad({loss()}, parameters.tensors(), {}, false, false, true);
  const torch::NoGradGuard no_grad;
  auto& values = parameters.values();
  const auto gradient = parameters.layout().pack(gradients, values.options());
  auto generator = key.generator();
  double least = INFINITY;
  for (int i = 0; i < 3; ++i) {
    const auto noise = torch::randn(values.sizes(), generator, values.options());
    const auto direction = gradient / gradient.norm().clamp_min(1e-12) + noise / noise.norm();
    const double step = 1e-6;
    values.add_(direction, step);
    const auto ahead = loss().item<double>();
    values.sub_(direction, 2 * step);
    const auto behind = loss().item<double>();
    values.add_(direction, step);
    const auto difference = (ahead - behind) / (2 * step), derivative = gradient.dot(direction).item<double>();
    const auto size = std::max({std::abs(derivative), std::abs(difference), 1e-6});
    least = std::min(least, std::abs(derivative - difference) / size);
  }
  return least;
}

}  // namespace evograd::host::check
