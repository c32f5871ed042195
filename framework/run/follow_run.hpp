#pragma once

#include <optional>

#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/distributed/team.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {

/// Trains on a process other than rank 0: takes the steps that rank 0 takes, from `found` on, and writes nothing.
/// Returns the signal that stopped the run, or 0.
int follow_run(const ResolvedManifest& manifest, Session& session, Team& team,
               const std::optional<FoundCheckpoint>& found);

}  // namespace evograd::host
