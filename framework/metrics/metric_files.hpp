#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/files/appended_file.hpp"
#include "framework/files/json.hpp"
#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// The files of a run folder that receive its metrics line by line: JSON, CSV and TensorBoard events. Each line is
/// handed to the system before append() returns, so that it survives if the run is killed.
class MetricFiles {
 public:
  static constexpr const char* json_lines = "metrics.jsonl";
  static constexpr const char* csv = "metrics.csv";
  static constexpr const char* tensorboard = "events.out.tfevents.evograd";  // TensorBoard looks for "tfevents"

  /// Creates new files if `sizes` is null, otherwise truncates the existing ones to the lengths that sizes() returned,
  /// so that the lines after that point can be written again. Throws Error.
  MetricFiles(const std::filesystem::path& folder, const Json& sizes);

  void append(const MetricRecord& record);

  /// The length of each file, after all of it has reached the disk: {name: bytes}.
  Json sizes();

  /// The names of the files that are shorter than the `sizes` they were to be truncated to.
  const std::vector<std::string>& cut_short() const { return cut_short_; }

 private:
  std::vector<std::string> cut_short_;
  AppendedFile json_lines_;
  AppendedFile csv_;
  AppendedFile tensorboard_;
};

}  // namespace evograd::host
