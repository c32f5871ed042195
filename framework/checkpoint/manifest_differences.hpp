#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// All that the numbers of a run follow from, as {"estimator.sigma": "0.001"}: every value of the manifest as TOML, the
/// plugins' hashes ("plugin.evograd.sha256", not where they lie) and the versions ("host.sdk", "host.torch").
Json manifest_values(const ResolvedManifest& manifest);

/// One value that is not what it was.
struct ManifestDifference {
  std::string key;
  std::string before;  ///< TOML; empty where there was none
  std::string now;     ///< TOML; empty where there is none
  std::string origin;  ///< of the value now: "mwn.toml:21"; may be empty
};

/// Where `manifest` differs from the one whose manifest_values() were `before`, by the order of its tables.
std::vector<ManifestDifference> manifest_differences(const Json& before, const ResolvedManifest& manifest);

/// Throws Error naming each difference that `allowed` does not: by its key or by its table ("estimator"). `checkpoint`
/// is the file that holds `before`. Throws Error also on an allowed word that is neither.
void require_same_manifest(const std::filesystem::path& checkpoint, const Json& before,
                           const ResolvedManifest& manifest, const std::vector<std::string>& allowed);

}  // namespace evograd::host
