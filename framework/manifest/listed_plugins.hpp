#pragma once

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/plugin/plugin_catalog.hpp"

namespace evograd::host {

/// Loads the plugins that the [[plugin]] tables of `document` list. Returns whether all could be loaded; errors are
/// added to `diagnostics`.
bool load_listed_plugins(const Table& document, PluginCatalog& catalog, Diagnostics& diagnostics);

}  // namespace evograd::host
