#pragma once

#include <string>

#include "framework/files/json.hpp"

namespace evograd::host {

/// `value` as JSON that may stand in a <script> element: it cannot end the element, open a comment in it, or hold what
/// JavaScript takes for the end of a line. Bytes that are no UTF-8 become U+FFFD.
std::string script_json(const Json& value);

}  // namespace evograd::host
