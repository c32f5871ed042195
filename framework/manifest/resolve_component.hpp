#pragma once

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/manifest/overrides.hpp"
#include "framework/manifest/resolved_manifest.hpp"
#include "framework/plugin/plugin_catalog.hpp"

namespace evograd::host {

/// What is needed to find a component.
struct ComponentSearch {
  const Table& document;
  PluginCatalog& catalog;
  bool all_listed_loaded;  ///< if false, a missing component is most likely a consequence, not another error
  Overrides& overrides;
  Diagnostics& diagnostics;
  std::filesystem::path folder = {};  ///< that relative paths are relative to
};

/// The component that the table of its kind uses, with its options. Tasks and estimators are created once, so that
/// errors from their constructors are reported like all others. `entry` is null if there was an error.
template <RegistryEntry Entry>
ResolvedComponent<Entry> resolve_component(const ComponentSearch& search);

}  // namespace evograd::host
