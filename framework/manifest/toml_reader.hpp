#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"

namespace evograd::host {

/// Parses the document `text`; `file` is its name in messages and must be known to `diagnostics`. A syntax error is
/// added to `diagnostics`, and nothing is returned.
std::optional<Table> parse_toml(std::string_view text, const std::string& file, Diagnostics& diagnostics);

/// Parses the value `text`; returns nothing if it is not a valid TOML value.
std::optional<Node> parse_toml_value(const std::string& text);

}  // namespace evograd::host
