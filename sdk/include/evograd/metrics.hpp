#pragma once

#include <string>
#include <utility>
#include <vector>

namespace evograd {

/// Named numbers, in display order.
using Metrics = std::vector<std::pair<std::string, double>>;

}  // namespace evograd
