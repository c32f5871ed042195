#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/manifest/resolved_manifest.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {

/// A run of a comparison in its own folder, made by a process of its own.
class CellRun {
 public:
  /// Throws Error when `folder` holds a run of another manifest.
  CellRun(std::filesystem::path folder, const ResolvedManifest& manifest);

  /// Whether the folder holds the finished run.
  bool finished() const;

  /// Trains; an unfinished run in the folder goes on as `evograd run --resume` does. `jobs` is how many such processes
  /// run at once. What the run prints goes into FOLDER.log.
  void run(std::int64_t jobs) const;

  /// summary.json; where the process died without one, a summary that says so.
  Json summary() const;

  std::string name() const { return folder_.filename().string(); }

 private:
  std::filesystem::path beside(const char* extension) const;
  std::optional<Json> summary_there() const;

  std::filesystem::path folder_;
  std::string manifest_;
};

/// Runs those that are not finished, `jobs` at a time.
void run_all(const std::vector<CellRun>& runs, std::int64_t jobs, const std::function<void(const std::string&)>& tell);

}  // namespace evograd::host
