#pragma once

#include <string>
#include <vector>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// A key of a resolved manifest.
struct ManifestLine {
  std::string key;
  OptionValue value;
  std::string origin;  ///< "file:line", "--set", "default", or a remark
};

/// A table of a resolved manifest, with its keys in the order of their declaration.
struct ManifestTable {
  std::string name;  ///< "estimator", "optimizer.base"; empty for the top level, "plugin.NAME" for one of [[plugin]]
  std::vector<ManifestLine> lines;

  /// "[estimator]", "[[plugin]]", or an empty string.
  std::string header() const;
};

/// All tables of `manifest`, defaults included.
std::vector<ManifestTable> manifest_tables(const ResolvedManifest& manifest);

}  // namespace evograd::host
