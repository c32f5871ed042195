#include "guided_direction.hpp"

#include <utility>

namespace evograd {

GuidedDirection::GuidedDirection(torch::Tensor v, double along, Perturbation noise)
    : v_(std::move(v)), along_(along), noise_(std::move(noise)) {}

void GuidedDirection::add_to(torch::Tensor& point, double weight) const {
  point.add_(v_, weight * along_);
  noise_.add_to(point, weight);
}

double GuidedDirection::dot(const torch::Tensor& vector) const {
  return along_ * v_.dot(vector).item<double>() + noise_.dot(vector);
}

}  // namespace evograd
