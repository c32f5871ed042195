#include "evograd/points.hpp"

namespace evograd {

Points::Points(torch::Tensor origin, const std::vector<std::unique_ptr<Direction>>& directions)
    : count_(directions.size()), point_([origin = std::move(origin), &directions](std::size_t k) {
        return directions[k] ? directions[k]->applied_to(origin) : origin;
      }) {}

}  // namespace evograd
