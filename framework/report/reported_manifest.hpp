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

}  // namespace evograd::host
