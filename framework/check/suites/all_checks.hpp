#pragma once

#include <vector>

#include "framework/check/engine/check.hpp"

namespace evograd::host::check {

/// Every check, by level.
const std::vector<Check>& all_checks();

}  // namespace evograd::host::check
