#pragma once

#include "evograd/perturbation.hpp"

namespace evograd {

/// ε = along · v + noise: a stored vector [P], shared by all candidates, and a regenerated random part.
class GuidedDirection : public Direction {
 public:
  GuidedDirection(torch::Tensor v, double along, Perturbation noise);

  void add_to(torch::Tensor& point, double weight) const override;
  double dot(const torch::Tensor& vector) const override;

 private:
  torch::Tensor v_;
  double along_;
  Perturbation noise_;
};

}  // namespace evograd
