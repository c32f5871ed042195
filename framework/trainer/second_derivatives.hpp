#pragma once

#include "evograd/after_network.hpp"
#include "evograd/estimator.hpp"

namespace evograd::host {

/// Whether an estimator with `needs` differentiates twice through the network of `task`.
inline bool needs_second_derivatives(const EstimatorNeeds& needs, const Task& task) {
  const bool after = dynamic_cast<const AfterNetwork*>(&task) != nullptr;
  return needs.hessian_products || (needs.second_order && !after);
}

}  // namespace evograd::host
