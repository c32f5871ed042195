#pragma once

#include <c10/core/ScalarType.h>

#include <optional>

#include "evograd/export.hpp"

namespace evograd {

/// The type in which this thread's convolutions and matrix products run whatever the type of their arguments; none if
/// they run in that of their arguments.
EVOGRAD_API std::optional<c10::ScalarType> current_autocast();

/// Sets current_autocast() for its lifetime, on all devices, and then restores it.
///
/// LibTorch's autocast: convolutions and matrix products convert their arguments to the type and return it; losses and
/// other operations that need the range run in float32. Gradients of float32 parameters stay float32. Converted weights
/// are not kept, because evaluations move the parameters.
class EVOGRAD_API AutocastScope {
 public:
  /// An undefined `type` turns autocast off.
  explicit AutocastScope(std::optional<c10::ScalarType> type);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  std::optional<c10::ScalarType> before_;
  bool keeps_weights_;
};

}  // namespace evograd
