#pragma once

#include <filesystem>

#include "evograd/export.hpp"

namespace evograd {

/// The folder in which host and plugins cache reproducible data: $EVOGRAD_CACHE, else $XDG_CACHE_HOME/evograd unless
/// that is relative, else ~/.cache/evograd. An absolute path, or empty if none of the variables is set. It need not
/// exist.
EVOGRAD_API std::filesystem::path cache_folder();

}  // namespace evograd
