#include "points.hpp"

#include <torch/torch.h>

namespace illustration {

Point Points::at(std::int64_t step) const {
  if (options_.study != "hypergradient") return {};
  const auto generator = key_.fold("x").fold(static_cast<std::uint64_t>(step)).generator();
  return {torch::randn({1}, generator, torch::kFloat64).item<double>(),
          grid_value(step / options_.trials % options_.lambda_points)};
}

double Points::grid_value(std::int64_t number) const {
  if (options_.lambda_points == 1) return options_.lambda_low;
  const double share = static_cast<double>(number) / static_cast<double>(options_.lambda_points - 1);
  return options_.lambda_low + (options_.lambda_high - options_.lambda_low) * share;
}

}  // namespace illustration
