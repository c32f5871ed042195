#pragma once

#include <string>
#include <vector>

namespace evograd::host {

/// Why `name` cannot be the name of a new plugin, or an empty text: it must be lower-case words joined by hyphens,
/// which CMake takes for a target and C++ for a class, and none of `taken`.
std::string reject_plugin_name(const std::string& name, const std::vector<std::string>& taken);

/// "CentralDifference" for "central-difference".
std::string class_name(const std::string& plugin_name);

}  // namespace evograd::host
