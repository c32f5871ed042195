#pragma once

#include <memory>
#include <string>

#include "framework/manifest/manifest_request.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Reads a manifest, loads its plugins and checks every value. Throws ManifestError with all errors. Plugins are
/// searched for in `catalog` or, if none is given, in a catalog of the plugin_search_path() of the manifest's folder.
ResolvedManifest load_manifest(const ManifestRequest& request, std::shared_ptr<PluginCatalog> catalog = nullptr);

/// A manifest that contains everything `manifest` specifies and can be run from any location: plugins by absolute path
/// and hash, every option with its value, `folder` for relative data paths. With comments, each value is annotated with
/// its origin.
std::string to_toml(const ResolvedManifest& manifest, bool with_origin_comments);

}  // namespace evograd::host
