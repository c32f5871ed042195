#pragma once

#include <string>

namespace evograd::host {

/// The name of this machine; empty if the system does not tell.
std::string host_name();

}  // namespace evograd::host
