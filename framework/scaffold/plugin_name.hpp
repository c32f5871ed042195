#pragma once

#include <string>
#include <vector>

namespace evograd::host {

/// Why `name` cannot be the name of a new plugin, or an empty string: it must consist of lower-case words joined by
/// hyphens, be valid as a CMake target and a C++ class, and not be one of `taken`.
std::string reject_plugin_name(const std::string& name, const std::vector<std::string>& taken);

/// "CentralDifference" for "central-difference".
std::string class_name(const std::string& plugin_name);

}  // namespace evograd::host
