#pragma once

#include <nlohmann/json.hpp>

namespace evograd::host {

/// JSON objects that keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// `number` so that exact_number() gives its bits back, which JSON alone does not where it is not finite.
Json exact_json(double number);

/// Throws nlohmann's exceptions where `json` is none of exact_json()'s.
double exact_number(const Json& json);

}  // namespace evograd::host
