#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "framework/files/file_lock.hpp"
#include "framework/files/json.hpp"
#include "framework/metrics/metric_files.hpp"

namespace evograd::host {

/// The folder that a run writes: manifest.toml (resolved, can be run again unchanged), run.json (what was run, by which
/// program, on which machine), metrics in three formats, checkpoints, the task's own files, run.log, summary.json.
class RunFolder {
 public:
  static constexpr const char* kManifest = "manifest.toml";
  static constexpr const char* kRecord = "run.json";
  static constexpr const char* kMetrics = MetricFiles::json_lines;
  static constexpr const char* kLog = "run.log";
  static constexpr const char* kSummary = "summary.json";
  static constexpr const char* kCheckpoints = "checkpoints";
  static constexpr const char* kTaskFiles = "task";

  /// Creates the folder if it is missing and locks it against other runs. Throws Error if another run is writing to it,
  /// or if it is not writable.
  explicit RunFolder(std::filesystem::path folder);

  const std::filesystem::path& path() const { return folder_; }

  /// Whether the folder contains any files.
  bool empty() const;

  /// Whether all files are from a run that was interrupted before it could start: begin() replaces them.
  bool holds_only_a_run() const;
  /// Whether all files are from a run that ended before its first step, e.g. refused by the task: nothing of value is
  /// lost if another run starts there.
  bool holds_no_step() const;

  /// Starts a run: its manifest, its record, empty metrics.
  void begin(const std::string& manifest, const Json& record);

  /// Resumes a run whose metrics had the `sizes` that metric_sizes() returned.
  void resume(const std::string& manifest, const Json& record, const Json& sizes);

  /// Replaces the record.
  void write_record(const Json& record);

  /// Appends one line to the metrics; each is handed to the system at once, so that it survives if the run is killed.
  void append_metrics(const MetricRecord& record);

  /// The sizes of the metrics files, after they have reached the disk.
  Json metric_sizes();

  /// The metrics files that lacked lines when the run was resumed.
  const std::vector<std::string>& metrics_cut_short() const { return metrics_->cut_short(); }

  /// Writes summary.json atomically: to a temporary file, then renamed.
  void write_summary(const Json& summary);

 private:
  void write_head(const std::string& manifest, const Json& record);

  std::filesystem::path folder_;
  std::unique_ptr<FileLock> lock_;
  std::optional<MetricFiles> metrics_;
};

/// The JSON object in `file`; throws Error, with the hint `remedy` if it cannot be read.
Json read_json_object(const std::filesystem::path& file, const std::string& remedy);

/// The summary of the run in `folder`; throws Error if there is none or it cannot be read.
Json read_summary(const std::filesystem::path& folder);

}  // namespace evograd::host
