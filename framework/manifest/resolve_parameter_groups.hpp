#pragma once

#include <vector>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// What is written in each [[optimizer.base.group]] of `optimizer`, the table [optimizer.base], which may be null.
/// Unknown keys and values that are not valid are added to `diagnostics`.
std::vector<ResolvedOptions> resolve_parameter_groups(const Table* optimizer, Diagnostics& diagnostics);

}  // namespace evograd::host
