#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace evograd::host {

/// JSON objects that keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// The folder a run leaves behind: manifest.toml (resolved, runs again as it is), metrics.jsonl, summary.json.
class RunFolder {
 public:
  static constexpr const char* kManifest = "manifest.toml";
  static constexpr const char* kMetrics = "metrics.jsonl";
  static constexpr const char* kSummary = "summary.json";

  /// Makes the folder. Throws Error when it holds anything already or cannot be written to.
  RunFolder(std::filesystem::path folder, const std::string& manifest);

  const std::filesystem::path& path() const { return folder_; }

  /// Appends one line to metrics.jsonl and hands it to the system, so that a killed run keeps it.
  void append_metrics(const Json& line);

  /// Writes summary.json in one piece: to a temporary file, then renamed.
  void write_summary(const Json& summary);

 private:
  std::filesystem::path folder_;
  std::ofstream metrics_;
};

/// The JSON object in `file`; throws Error, with `remedy` where it cannot be read.
Json read_json_object(const std::filesystem::path& file, const std::string& remedy);

/// The summary of the run in `folder`; throws Error when there is none or it cannot be read.
Json read_summary(const std::filesystem::path& folder);

}  // namespace evograd::host
