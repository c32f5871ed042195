#pragma once

#include <string>

#include "framework/files/json.hpp"

namespace evograd::host {

/// `value` as JSON that is safe in a <script> element: it cannot end the element, open a comment in it, or contain what
/// JavaScript takes for the end of a line. Invalid UTF-8 becomes U+FFFD.
std::string script_json(const Json& value);

}  // namespace evograd::host
