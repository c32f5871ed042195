#pragma once

#include <filesystem>

#include "evograd/export.hpp"

namespace evograd {

/// Where host and plugins keep what can be made again: $EVOGRAD_CACHE, else $XDG_CACHE_HOME/evograd unless that is
/// relative, else ~/.cache/evograd; absolute, and empty where none of the variables says where. It need not exist.
EVOGRAD_API std::filesystem::path cache_folder();

}  // namespace evograd
