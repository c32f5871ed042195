#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "framework/plugin/registry.hpp"

namespace evograd::host {

/// A component as `evograd describe` shows it: for a terminal with a block of TOML to paste, as JSON, and as a section
/// of the manual.
std::string component_as_text(const ComponentView& component, const Registry& registry);
nlohmann::ordered_json component_as_json(const ComponentView& component, const Registry& registry);
std::string component_as_markdown(const ComponentView& component, const Registry& registry);

}  // namespace evograd::host
