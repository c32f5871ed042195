#pragma once

#include "framework/distributed/team.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Throws Error, on every process, unless all of them run the same manifest with the same plugins and the same program,
/// and no two share a GPU. Names the processes and the keys that differ.
void require_agreement(Team& team, const ResolvedManifest& manifest, torch::Device device);

}  // namespace evograd::host
