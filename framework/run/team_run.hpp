#pragma once

#include <optional>
#include <string>

#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/distributed/launch.hpp"
#include "framework/distributed/team.hpp"
#include "framework/run/execute_run.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {

/// execute_run() on one of the processes of `launch`. Rank 0 writes the folder; the others take the same steps and log
/// warnings and errors alone. If one of them fails, all end with an Error that names it.
RunOutcome execute_team_run(const ResolvedManifest& manifest, const RunRequest& request, const Launch& launch);

/// The run of rank 0, or of a single process if `team` is null.
RunOutcome lead_run(const ResolvedManifest& manifest, const RunRequest& request, Team* team);

/// What rank 0 tells the others before the first step: the folder and the checkpoint that it resumes from.
std::string starting_point(const RunFolder& folder, const std::optional<FoundCheckpoint>& found, bool finished);

}  // namespace evograd::host
