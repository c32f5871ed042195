#pragma once

#include <filesystem>

namespace evograd::host {

/// The folder for results that can be regenerated: $EVOGRAD_CACHE, else $XDG_CACHE_HOME/evograd, else ~/.cache/evograd.
/// The folder need not exist. Throws Error if none of the variables is set.
std::filesystem::path cache_folder();

}  // namespace evograd::host
