#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/report/reported_manifest.hpp"
#include "framework/report/run_metrics.hpp"

namespace evograd::host {

/// A run as its folder has it, as far as it has it.
struct ReportedRun {
  std::filesystem::path folder;
  std::string label;                    ///< what the page calls it, unique on the page
  Json description;                     ///< run.json; null where there is none
  Json summary;                         ///< summary.json; null where there is none: the run goes on, or was killed
  std::vector<ReportedTable> manifest;  ///< of run.json, without the plugins
  Json plugins = Json::array();         ///< of the summary, or else of run.json
  RunMetrics metrics;

  /// What the summary says of `key`, or else run.json; null where neither does.
  Json field(const std::string& key) const;
  /// The same where it is a text; empty otherwise.
  std::string text(const std::string& key) const;
  /// The same where it is a number.
  std::optional<double> number(const std::string& key) const;

  /// "finished", "failed", "interrupted", or "unfinished" without a summary.
  std::string status() const;
  /// Steps that were trained, as far as the folder says.
  std::int64_t steps_taken() const;
};

/// A member of `object`, or null where it is no object or has none.
Json member(const Json& object, const std::string& key);
std::string member_text(const Json& object, const std::string& key);
std::optional<double> member_number(const Json& object, const std::string& key);

/// Reads a run folder; the label is left empty. Throws Error when there is no run in it or a file is damaged.
ReportedRun read_run(const std::filesystem::path& folder);

}  // namespace evograd::host
