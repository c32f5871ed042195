#pragma once

#include "framework/files/json.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Name, seed, components, versions and plugins with their hashes: the identity of a run's numbers.
Json what_is_run(const ResolvedManifest& manifest);

/// All of that, plus the manifest with the origin of each value, the command and the machine. The number of
/// threads is the process's present one.
Json run_record(const ResolvedManifest& manifest, const Json& resumed);

}  // namespace evograd::host
