#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/files/appended_file.hpp"
#include "framework/files/json.hpp"
#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// The files of a run folder that take its metrics line by line: JSON, CSV and TensorBoard events. Each line is the
/// system's before append() returns, so that a killed run keeps it.
class MetricFiles {
 public:
  static constexpr const char* json_lines = "metrics.jsonl";
  static constexpr const char* csv = "metrics.csv";
  static constexpr const char* tensorboard = "events.out.tfevents.evograd";  // TensorBoard looks for "tfevents"

  /// Begins new files where `sizes` is null, else cuts those that are there to what sizes() said, so that the lines
  /// after that point can be written again. Throws Error.
  MetricFiles(const std::filesystem::path& folder, const Json& sizes);

  void append(const MetricRecord& record);

  /// How long each file is, after all of it has reached the disk: {name: bytes}.
  Json sizes();

  /// The names of the files that are shorter than the `sizes` they were to be cut to.
  const std::vector<std::string>& cut_short() const { return cut_short_; }

 private:
  std::vector<std::string> cut_short_;
  AppendedFile json_lines_;
  AppendedFile csv_;
  AppendedFile tensorboard_;
};

}  // namespace evograd::host
