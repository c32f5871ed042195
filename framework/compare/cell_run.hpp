#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/manifest/resolved_manifest.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {

/// A run of a comparison in its own folder, made by its own process.
class CellRun {
 public:
  /// Throws Error if `folder` contains a run of another manifest.
  CellRun(std::filesystem::path folder, const ResolvedManifest& manifest);

  /// Whether the folder contains the finished run.
  bool finished() const;

  /// Trains in a process of its own; resumes an unfinished run in the folder like `evograd run --resume`. The run's
  /// output goes to FOLDER.log.
  void run() const;

  /// summary.json or, if the process died without writing one, a summary with that error.
  Json summary() const;

  std::string name() const { return folder_.filename().string(); }

 private:
  std::filesystem::path beside(const char* extension) const;
  std::optional<Json> summary_there() const;

  std::filesystem::path folder_;
  std::string manifest_;
};

/// Runs the cells that are not finished, `jobs` at a time.
void run_all(const std::vector<CellRun>& runs, std::int64_t jobs);

}  // namespace evograd::host
