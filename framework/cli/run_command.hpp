#pragma once

#include <filesystem>

#include "framework/cli/terminal.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// What `evograd run` takes besides the manifest and what is said over it.
struct RunCommandOptions {
  std::filesystem::path output_folder;  ///< empty: default_output_folder()
  bool dry_run = false;                 ///< print the resolved manifest, each value with its origin, and stop
};

/// "runs/NAME", with a number appended where that is taken.
std::filesystem::path default_output_folder(const ResolvedManifest& manifest);

/// Runs the manifest and returns the exit code.
int run(const ResolvedManifest& manifest, const RunCommandOptions& options, const Terminal& terminal);

}  // namespace evograd::host
