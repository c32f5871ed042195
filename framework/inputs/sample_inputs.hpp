#pragma once

#include <string>
#include <vector>

#include "evograd/backbone.hpp"

namespace evograd::host {

/// Typical task inputs: colour and grey images, numbers, tokens. Backbones are tested on these.
const std::vector<InputSpecification>& sample_inputs();

/// "numbers [3, 32, 32]".
std::string input_text(const InputSpecification& input);

}  // namespace evograd::host
