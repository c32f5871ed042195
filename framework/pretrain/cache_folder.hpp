#pragma once

#include <filesystem>

namespace evograd::host {

/// Where results are kept that can be made again: $EVOGRAD_CACHE, else $XDG_CACHE_HOME/evograd, else ~/.cache/evograd.
/// The folder need not exist. Throws Error where none of the variables says where that is.
std::filesystem::path cache_folder();

}  // namespace evograd::host
