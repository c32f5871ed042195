#pragma once

#include <string>

namespace evograd::host {

/// `path` with a leading "~" or "~/" replaced by the user's home folder, as a shell does where it is not quoted.
std::string with_home(const std::string& path);

}  // namespace evograd::host
