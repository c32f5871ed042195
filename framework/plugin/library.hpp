#pragma once

#include <filesystem>
#include <string>

#include "evograd/registrar.hpp"

namespace evograd::host {

/// The two symbols that a plugin exports. They stay valid for the life of the process.
struct PluginSymbols {
  const char* stamp;
  const char* (*entry)(Registrar*);
};

/// Loads the library at `file`, an absolute path, with all its symbols resolved and none of them visible to others. It
/// is never unloaded: tensors, autograd nodes, modules and exceptions point into it. Throws PluginError. Its static
/// initialisers run here, so check its stamp first.
PluginSymbols load_library(const std::filesystem::path& file);

}  // namespace evograd::host
