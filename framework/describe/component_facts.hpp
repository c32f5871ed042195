#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/plugin/registry.hpp"

namespace evograd::host {

/// Facts about a component beyond its description, e.g. {"Needs", "second derivatives of the network"}.
///
/// The component is created with ComponentDescription::small and queried: estimators for their needs and estimand,
/// backbones for sites, tasks for where λ acts. A component that cannot be created that way has no such facts.
std::vector<std::pair<std::string, std::string>> facts_of(const ComponentView& component, const Registry& registry);

}  // namespace evograd::host
