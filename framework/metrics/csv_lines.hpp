#pragma once

#include <string>

#include "framework/files/json.hpp"

namespace evograd::host {

inline constexpr const char* csv_header = "step,seconds,name,value\n";

/// A line of metrics as lines of CSV (RFC 4180, but for the line's end), one for each number; not finite ones are nan,
/// inf and -inf.
std::string csv_lines(const Json& line);

}  // namespace evograd::host
