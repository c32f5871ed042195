#pragma once

#include <string>
#include <utility>
#include <vector>

namespace evograd {

/// Named numbers, in the order in which they are to be shown.
using Metrics = std::vector<std::pair<std::string, double>>;

}  // namespace evograd
