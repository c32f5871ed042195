#pragma once

#include <memory>
#include <string>

#include "framework/manifest/manifest_request.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Reads a manifest, loads its plugins and checks every value. Throws ManifestError with all that is wrong. Plugins are
/// looked for in `catalog`, or where none is given in one of the plugin_search_path() of the manifest's folder.
ResolvedManifest load_manifest(const ManifestRequest& request, std::shared_ptr<PluginCatalog> catalog = nullptr);

/// A manifest that says everything `manifest` says and runs again as it is, from wherever it is kept: plugins by
/// absolute path and hash, every option with its value, `folder` for relative data paths. With comments each value says
/// where it came from.
std::string to_toml(const ResolvedManifest& manifest, bool with_origin_comments);

}  // namespace evograd::host
