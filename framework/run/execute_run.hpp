#pragma once

#include <filesystem>
#include <iosfwd>

#include "framework/manifest/resolved_manifest.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {

/// Trains as `manifest` says, tells about it on `out` and leaves everything in `output_folder`. Returns the summary.
///
/// When a step fails, what was written stays, the summary says "failed" and why, and the Error is passed on.
Json execute_run(const ResolvedManifest& manifest, const std::filesystem::path& output_folder, std::ostream& out,
                 bool interactive);

}  // namespace evograd::host
