#pragma once

#include "evograd/logging.hpp"

namespace evograd::host {

/// What a command shows besides its results, and how.
struct LogSettings {
  logging::Level level = logging::Level::info;
  bool json = false;  ///< one JSON object per line instead of text
};

}  // namespace evograd::host
