#pragma once

#include <nlohmann/json.hpp>

namespace evograd::host {

/// JSON objects that keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// `number` in a form from which exact_number() recovers its bits; plain JSON cannot represent non-finite numbers.
Json exact_json(double number);

/// Throws nlohmann's exceptions if `json` did not come from exact_json().
double exact_number(const Json& json);

}  // namespace evograd::host
