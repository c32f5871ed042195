#pragma once

#include <string>

#include "evograd/options.hpp"

namespace evograd::host {

/// "candidates = 3, sigma = 0.1", or "the defaults".
std::string options_text(const OptionValues& options);

}  // namespace evograd::host
