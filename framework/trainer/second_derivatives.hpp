#pragma once

#include "evograd/estimator.hpp"

namespace evograd::host {

/// Whether an estimator with `needs` differentiates the training loss twice where λ acts at `placement`.
inline bool needs_second_derivatives(const EstimatorNeeds& needs, MetaPlacement placement) {
  return needs.hessian_products || (needs.second_order && placement == MetaPlacement::inside_network);
}

}  // namespace evograd::host
