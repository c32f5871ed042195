#include "guided_direction.hpp"

#include <utility>

#include "evograd/flat_vector.hpp"

namespace evograd {

GuidedDirection::GuidedDirection(torch::Tensor v, double along, Perturbation noise)
    : v_(std::move(v)), along_(along), noise_(std::move(noise)) {}

void GuidedDirection::add_to(torch::Tensor& point, double weight) const {
  point.add_(v_, weight * along_);
  noise_.add_to(point, weight);
}

double GuidedDirection::dot(const torch::Tensor& vector) const {
  return along_ * flat_dot(v_, vector) + noise_.dot(vector);
}

}  // namespace evograd
