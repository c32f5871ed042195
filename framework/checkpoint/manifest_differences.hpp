#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Everything that determines the numbers of a run, as {"estimator.sigma": "0.001"}: every value of the manifest as
/// TOML, the hashes of plugins ("plugin.evograd.sha256", not their paths) and of the backbone's files
/// ("backbone.file.sha256"), and the versions ("host.sdk", "host.torch").
Json manifest_values(const ResolvedManifest& manifest);

/// One value that has changed.
struct ManifestDifference {
  std::string key;
  std::string before;  ///< TOML; empty if there was none
  std::string now;     ///< TOML; empty if there is none
  std::string origin;  ///< of the current value: "mwn.toml:21"; may be empty
};

/// The differences between `manifest` and the one whose manifest_values() were `before`, in the order of its tables.
std::vector<ManifestDifference> manifest_differences(const Json& before, const ResolvedManifest& manifest);

/// Throws Error naming each difference that `allowed` does not cover by its key or by its table ("estimator").
/// `checkpoint` is the file that contains `before`. Also throws Error if an allowed word is neither.
void require_same_manifest(const std::filesystem::path& checkpoint, const Json& before,
                           const ResolvedManifest& manifest, const std::vector<std::string>& allowed);

}  // namespace evograd::host
