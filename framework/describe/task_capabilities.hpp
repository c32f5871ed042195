#pragma once

#include <string>
#include <vector>

#include "evograd/task.hpp"

namespace evograd::host {

/// The SDK interfaces that `task` derives from besides Task, e.g. {"AfterNetwork", "Predictor"}; {"none"} if there are
/// none.
std::vector<std::string> capabilities_of(const Task& task);

}  // namespace evograd::host
