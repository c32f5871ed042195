#pragma once

#include <string>
#include <vector>

#include "framework/plugin/stamp.hpp"

namespace evograd::host {

/// How a plugin differs from this host; each entry is a sentence without a subject that names both sides.
struct Compatibility {
  std::vector<std::string> errors;    ///< the plugin must not be loaded
  std::vector<std::string> warnings;  ///< it may be loaded; the user should know
};

/// The rules, field by field:
///   sdk             equal major.minor before 1.0; from 1.0 on equal major, minor not newer than the host's
///   torch           equal major.minor, as LibTorch's C++ interface changes with each; a differing patch is a warning
///   stdlib, san     equal
///   compiler        equal family; a differing major is a warning
///   build           differing is a warning
Compatibility compare(const Stamp& plugin, const Stamp& host);

/// Throws PluginError if `plugin`, read from `file`, must not be loaded; otherwise returns the warnings.
std::vector<std::string> require_compatible(const std::string& file, const Stamp& plugin, const Stamp& host);

}  // namespace evograd::host
