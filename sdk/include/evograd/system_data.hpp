#pragma once

#include <filesystem>

#include "evograd/export.hpp"

namespace evograd {

/// Where the system keeps shared data such as "datasets/fashion-mnist": below the first folder of XDG_DATA_DIRS that
/// has `relative`, and below /usr/share if none has. XDG_DATA_DIRS is /usr/local/share:/usr/share unless it is set.
EVOGRAD_API std::filesystem::path system_data(const std::filesystem::path& relative);

}  // namespace evograd
