#pragma once

#include <string_view>

namespace evograd::host {

/// Writes all of `bytes` to an open file; false, with errno set, if the system does not accept them all.
bool write_all(int descriptor, std::string_view bytes);

}  // namespace evograd::host
