#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Where a run writes, and whether it resumes what is there.
struct RunRequest {
  std::filesystem::path folder;
  bool resume = false;                            ///< starts from step 0 if there is nothing to resume from
  std::vector<std::string> allowed_changes = {};  ///< keys or tables that may differ from the checkpoint's manifest
};

/// How a run ended.
struct RunOutcome {
  Json summary;
  int signal = 0;        ///< that stopped it before its last step; 0 if it finished
  std::string result{};  ///< the chosen evaluation: "step 100  test_accuracy 81.2"; empty without one
};

/// Trains as `manifest` specifies, logs what it does, and leaves all results in the request's folder.
///
/// SIGINT and SIGTERM end it after the current step, with a checkpoint. If a step fails, what was written is kept, the
/// summary has the status "failed" and the reason, and the exception is rethrown.
RunOutcome execute_run(const ResolvedManifest& manifest, const RunRequest& request);

}  // namespace evograd::host
