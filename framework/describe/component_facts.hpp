#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/plugin/registry.hpp"

namespace evograd::host {

/// What can be told of a component beyond its description, e.g. {"Needs", "second derivatives of the network"}.
///
/// It is made with ComponentDescription::small to ask it: estimators for what they need and estimate, backbones for
/// sites, tasks for where λ acts. What cannot be made that way has no such facts.
std::vector<std::pair<std::string, std::string>> facts_of(const ComponentView& component, const Registry& registry);

}  // namespace evograd::host
