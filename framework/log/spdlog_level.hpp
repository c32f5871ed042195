#pragma once

#include <spdlog/common.h>

#include "evograd/logging.hpp"

namespace evograd::host {

/// spdlog's level of the SDK's.
inline spdlog::level::level_enum spdlog_level(logging::Level level) {
  switch (level) {
    case logging::Level::trace:
      return spdlog::level::trace;
    case logging::Level::debug:
      return spdlog::level::debug;
    case logging::Level::info:
      return spdlog::level::info;
    case logging::Level::warning:
      return spdlog::level::warn;
    case logging::Level::error:
      break;
  }
  return spdlog::level::err;
}

}  // namespace evograd::host
