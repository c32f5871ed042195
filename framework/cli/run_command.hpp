#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/cli/terminal.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The arguments of `evograd run` besides the manifest and its overrides.
struct RunCommandOptions {
  std::filesystem::path output_folder;            ///< empty: default_output_folder()
  bool resume = false;                            ///< resume the run in the folder
  std::vector<std::string> allowed_changes = {};  ///< keys or tables that may differ from the original manifest
  bool dry_run = false;  ///< print the resolved manifest with the origin of each value, and exit
};

/// "runs/NAME", with a number appended if that is taken; for a run that is resumed, the last one taken, if any.
std::filesystem::path default_output_folder(const ResolvedManifest& manifest, bool resume);

/// Runs the manifest and returns the exit code: exit_code::stopped if a signal ended the run before its last step.
int run(const ResolvedManifest& manifest, const RunCommandOptions& options, const Terminal& terminal);

}  // namespace evograd::host
