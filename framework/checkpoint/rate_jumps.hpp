#pragma once

#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// One sentence for each optimizer whose learning rate is not what it would have been at `step`, because the manifest
/// was changed: a schedule that now ends later, another lr. `before` are the manifest_values() of the checkpoint.
std::vector<std::string> rate_jumps(const Json& before, const ResolvedManifest& manifest, std::int64_t step);

}  // namespace evograd::host
