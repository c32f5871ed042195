#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Where a run writes, and whether it goes on with what is there.
struct RunRequest {
  std::filesystem::path folder;
  bool resume = false;  ///< start from step 0 where there is nothing to resume from
  std::vector<std::string> allowed_changes =
      {};  ///< keys or tables in which the manifest may differ from the checkpoint's
};

/// How a run ended.
struct RunOutcome {
  Json summary;
  int signal = 0;  ///< that stopped it before its last step; 0 where it finished
};

/// Trains as `manifest` says, tells about it on `out` and leaves everything in the request's folder.
///
/// SIGINT and SIGTERM end it after the step, with a checkpoint. When a step fails, what was written stays, the summary
/// says "failed" and why, and what was thrown is passed on.
RunOutcome execute_run(const ResolvedManifest& manifest, const RunRequest& request, std::ostream& out,
                       bool interactive);

}  // namespace evograd::host
