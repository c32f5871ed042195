#pragma once

#include <torch/types.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "evograd/export.hpp"
#include "evograd/perturbation.hpp"

namespace evograd {

/// Several points in parameter space that a primitive visits, each created when it is visited, so that they are not all
/// in memory at the same time.
class EVOGRAD_API Points {
 public:
  /// `point(k)` [P] for k = 0 … count − 1.
  Points(std::size_t count, std::function<torch::Tensor(std::size_t)> point)
      : count_(count), point_(std::move(point)) {}

  /// Points that already exist.
  Points(std::vector<torch::Tensor> points)
      : count_(points.size()), point_([points = std::move(points)](std::size_t k) { return points[k]; }) {}

  /// `origin` + ε_k for each of `directions`, which must outlive this object; `origin` itself if a direction is null.
  Points(torch::Tensor origin, const std::vector<std::unique_ptr<Direction>>& directions);

  /// The number of points.
  std::size_t size() const { return count_; }
  /// The point `k` [P], created now.
  torch::Tensor operator[](std::size_t k) const { return point_(k); }

 private:
  std::size_t count_;
  std::function<torch::Tensor(std::size_t)> point_;
};

}  // namespace evograd
