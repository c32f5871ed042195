#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/cli/terminal.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// What `evograd run` takes besides the manifest and what is said over it.
struct RunCommandOptions {
  std::filesystem::path output_folder;            ///< empty: default_output_folder()
  bool resume = false;                            ///< go on with the run in the folder
  std::vector<std::string> allowed_changes = {};  ///< where the manifest may differ from the one it began with
  bool dry_run = false;                           ///< print the resolved manifest, each value with its origin, and stop
};

/// "runs/NAME", with a number appended where that is taken; the last one taken, if any, for a run that is resumed.
std::filesystem::path default_output_folder(const ResolvedManifest& manifest, bool resume);

/// Runs the manifest and returns the exit code: exit_code::stopped where a signal ended the run before its last step.
int run(const ResolvedManifest& manifest, const RunCommandOptions& options, const Terminal& terminal);

}  // namespace evograd::host
