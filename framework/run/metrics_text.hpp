#pragma once

#include <cstdint>
#include <string>

#include "evograd/metrics.hpp"

namespace evograd::host {

/// The text for an evaluation: "step 100  test_accuracy 81.2".
std::string metrics_text(std::int64_t step, const Metrics& metrics);

}  // namespace evograd::host
