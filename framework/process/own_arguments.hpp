#pragma once

#include <string>
#include <vector>

namespace evograd::host {

/// The arguments that this process was started with, the program's name first; empty if the system does not tell.
std::vector<std::string> own_arguments();

}  // namespace evograd::host
