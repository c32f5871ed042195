#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "framework/files/file_lock.hpp"
#include "framework/files/json.hpp"
#include "framework/metrics/metric_files.hpp"

namespace evograd::host {

/// The folder a run leaves behind: manifest.toml (resolved, runs again as it is), run.json (what is run, by what, on
/// what), metrics in three formats, checkpoints, summary.json.
class RunFolder {
 public:
  static constexpr const char* kManifest = "manifest.toml";
  static constexpr const char* kRecord = "run.json";
  static constexpr const char* kMetrics = MetricFiles::json_lines;
  static constexpr const char* kSummary = "summary.json";
  static constexpr const char* kCheckpoints = "checkpoints";

  /// Makes the folder where it is missing and keeps every other run out of it. Throws Error when another run is writing
  /// there, or it cannot be written to.
  explicit RunFolder(std::filesystem::path folder);

  const std::filesystem::path& path() const { return folder_; }

  /// Whether there is anything that someone left here.
  bool empty() const;

  /// Whether all that is here is of a run that was broken off before it could begin: begin() takes its place.
  bool holds_only_a_run() const;
  /// Whether all that is there comes from a run that ended before its first step, e.g. refused by the task: nothing
  /// that is lost where another run begins there.
  bool holds_no_step() const;

  /// Begins a run: its manifest, its record, empty metrics.
  void begin(const std::string& manifest, const Json& record);

  /// Goes on with a run whose metrics had the `sizes` that metric_sizes() gave.
  void resume(const std::string& manifest, const Json& record, const Json& sizes);

  /// Appends one line to the metrics; each is the system's at once, so that a killed run keeps it.
  void append_metrics(const MetricRecord& record);

  /// How far the metrics go, after they have reached the disk.
  Json metric_sizes();

  /// The metrics files that lacked lines when the run went on.
  const std::vector<std::string>& metrics_cut_short() const { return metrics_->cut_short(); }

  /// Writes summary.json in one piece: to a temporary file, then renamed.
  void write_summary(const Json& summary);

 private:
  void write_head(const std::string& manifest, const Json& record);

  std::filesystem::path folder_;
  std::unique_ptr<FileLock> lock_;
  std::optional<MetricFiles> metrics_;
};

/// The JSON object in `file`; throws Error, with `remedy` where it cannot be read.
Json read_json_object(const std::filesystem::path& file, const std::string& remedy);

/// The summary of the run in `folder`; throws Error when there is none or it cannot be read.
Json read_summary(const std::filesystem::path& folder);

}  // namespace evograd::host
