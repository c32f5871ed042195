#pragma once

#include "evograd/bilevel_problem.hpp"
#include "evograd/perturbation.hpp"

namespace evograd::test {

/// θ moved at random in the parameters whose names begin with "head", differently for each `number`.
inline torch::Tensor moved_in_head(const BilevelProblem& problem, std::uint64_t number) {
  const Perturbation direction(RandomKey(9).fold(number), Noise::gaussian, 0.3,
                               ranges_with_prefix(problem.layout(), {"head"}));
  return direction.applied_to(problem.theta());
}

/// `vector` [P] with zeros outside those parameters.
inline torch::Tensor in_head(const BilevelProblem& problem, const torch::Tensor& vector) {
  auto inside = torch::zeros_like(vector);
  for (const auto& range : ranges_with_prefix(problem.layout(), {"head"})) {
    inside.narrow(0, range.offset, range.size).copy_(vector.narrow(0, range.offset, range.size));
  }
  return inside;
}

}  // namespace evograd::test
