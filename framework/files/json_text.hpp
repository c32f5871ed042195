#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace evograd::host {

/// `json` as text, on one line unless `indent` is given. Invalid UTF-8, in a plugin's names or in a path, becomes
/// U+FFFD instead of an exception, which would lose the whole file.
std::string json_text(const auto& json, int indent = -1) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace);
}

}  // namespace evograd::host
