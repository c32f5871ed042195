#pragma once

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/plugin/plugin_catalog.hpp"

namespace evograd::host {

/// Loads what the [[plugin]] tables of `document` list. Returns whether all could be loaded; what is wrong is added to
/// `diagnostics`.
bool load_listed_plugins(const Table& document, PluginCatalog& catalog, Diagnostics& diagnostics);

}  // namespace evograd::host
