#pragma once

#include <optional>
#include <string>

namespace evograd::host {

/// An operator without a derivative that was asked for.
struct MissingDerivative {
  std::string operator_name;  ///< "grid_sampler_2d"; empty if LibTorch does not name it
  int order = 2;              ///< 1 or 2; 0 for a first derivative in forward mode
};

/// The missing derivative that `reason`, a message of LibTorch, is about; nothing if it is about something else.
std::optional<MissingDerivative> missing_derivative(const std::string& reason);

}  // namespace evograd::host
