#pragma once

#include <string>
#include <vector>

#include "framework/files/json.hpp"

namespace evograd::host {

/// One value of a resolved manifest, as TOML, and where it comes from: "label_noise.toml:21", "--set", "default".
struct ReportedOption {
  std::string name;
  std::string value;
  std::string origin;

  /// Whether somebody chose it. The folder from which relative paths start has a remark for an origin.
  bool was_set() const { return origin != "default" && name != "folder"; }
};

struct ReportedTable {
  std::string name;  ///< "estimator", "optimizer.base"; empty for what stands above the first table
  std::vector<ReportedOption> options;
};

/// From the 'manifest' of run.json; nothing where it has another form.
std::vector<ReportedTable> reported_tables(const Json& manifest);

/// From the text of manifest.toml as the host writes it: a value a line, its origin in the comment behind it.
std::vector<ReportedTable> written_tables(const std::string& text);

/// A plugin file that a run named: from the [[plugin]] tables of manifest.toml, with the same keys as in run.json.
Json plugins_of(const std::vector<ReportedTable>& tables);

}  // namespace evograd::host
