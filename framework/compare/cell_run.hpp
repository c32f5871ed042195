#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "framework/manifest/resolved_manifest.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {

/// A run of a comparison in its own folder, made by its own process.
class CellRun {
 public:
  /// What ends a run before its end; asked many times per second.
  struct Control {
    std::function<bool()> stop;     ///< the run is asked to stop after its step, with a checkpoint
    std::function<bool()> abandon;  ///< its process is killed: the cell is another worker's
  };
  enum class End { finished, failed, stopped, abandoned };

  /// Throws Error if `folder` contains a run of another manifest.
  CellRun(std::filesystem::path folder, const ResolvedManifest& manifest);

  /// Whether the folder contains the finished run.
  bool finished() const;

  /// Trains in a process of its own; resumes an unfinished run in the folder like `evograd run --resume`. The run's
  /// output goes to FOLDER.log. If a process of an earlier worker still writes to the folder, waits until it has ended.
  /// The process ends with this one: after its step, with a checkpoint.
  End run(const Control& control) const;

  /// summary.json or, if the process died without writing one, a summary with that error.
  Json summary() const;

  std::string name() const { return folder_.filename().string(); }

 private:
  std::filesystem::path beside(const char* extension) const;
  std::optional<Json> summary_there() const;
  bool in_use() const;

  std::filesystem::path folder_;
  std::string manifest_;
};

}  // namespace evograd::host
