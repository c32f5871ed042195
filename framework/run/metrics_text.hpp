#pragma once

#include <cstdint>
#include <string>

#include "evograd/metrics.hpp"

namespace evograd::host {

/// The console text for an evaluation.
std::string metrics_text(std::int64_t step, const Metrics& metrics);

}  // namespace evograd::host
