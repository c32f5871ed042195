#pragma once

#include <string>

namespace evograd::host {

/// "1 h 02 min", "3 min 05 s", "42 s".
std::string duration(double seconds);

}  // namespace evograd::host
