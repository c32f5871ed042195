#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/report/reported_manifest.hpp"
#include "framework/report/run_metrics.hpp"

namespace evograd::host {

/// A run as far as its folder describes it.
struct ReportedRun {
  std::filesystem::path folder;
  std::string label;                    ///< its name on the page, unique there
  Json description;                     ///< run.json; null if there is none
  Json summary;                         ///< summary.json; null if there is none: the run is still running or was killed
  std::vector<ReportedTable> manifest;  ///< from run.json, without the plugins
  Json plugins = Json::array();         ///< from the summary, or else from run.json
  RunMetrics metrics;

  /// The value of `key` in the summary, or else in run.json; null if neither has it.
  Json field(const std::string& key) const;
  /// The same if it is a string; empty otherwise.
  std::string text(const std::string& key) const;
  /// The same if it is a number.
  std::optional<double> number(const std::string& key) const;

  /// "finished", "failed", "interrupted", or "unfinished" without a summary.
  std::string status() const;
  /// Steps that were trained, as far as the folder shows.
  std::int64_t steps_taken() const;
};

/// A member of `object`, or null if it is not an object or does not have the member.
Json member(const Json& object, const std::string& key);
std::string member_text(const Json& object, const std::string& key);
std::optional<double> member_number(const Json& object, const std::string& key);

/// Reads a run folder; the label is left empty. Throws Error if it does not contain a run or a file is damaged.
ReportedRun read_run(const std::filesystem::path& folder);

}  // namespace evograd::host
