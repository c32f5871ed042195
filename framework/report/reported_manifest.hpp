#pragma once

#include <string>
#include <vector>

#include "framework/files/json.hpp"

namespace evograd::host {

/// One value of a resolved manifest, as TOML, and its origin: "label_noise.toml:21", "--set", "default".
struct ReportedOption {
  std::string name;
  std::string value;
  std::string origin;

  /// Whether the user chose it. The folder for relative paths has a remark instead of an origin.
  bool was_set() const { return origin != "default" && name != "folder"; }
};

struct ReportedTable {
  std::string name;  ///< "estimator", "optimizer.base"; empty for the keys above the first table
  std::vector<ReportedOption> options;
};

/// From the 'manifest' of run.json; nothing if its form is not recognised.
std::vector<ReportedTable> reported_tables(const Json& manifest);

}  // namespace evograd::host
