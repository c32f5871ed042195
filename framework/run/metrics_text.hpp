#pragma once

#include <cstdint>
#include <string>

#include "evograd/metrics.hpp"

namespace evograd::host {

/// What is said of an evaluation on the console.
std::string metrics_text(std::int64_t step, const Metrics& metrics);

}  // namespace evograd::host
