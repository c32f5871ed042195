#pragma once

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/manifest/overrides.hpp"
#include "framework/manifest/resolved_manifest.hpp"
#include "framework/plugin/plugin_catalog.hpp"

namespace evograd::host {

/// What finding a component takes.
struct ComponentSearch {
  const Table& document;
  PluginCatalog& catalog;
  bool all_listed_loaded;  ///< else a component that is not found is most likely a consequence, not another error
  Overrides& overrides;
  Diagnostics& diagnostics;
};

/// The component that the table of its kind uses, with its options. A task and an estimator are made once, so that what
/// their constructors object to is reported like every other error. `entry` is null where something was wrong.
template <RegistryEntry Entry>
ResolvedComponent<Entry> resolve_component(const ComponentSearch& search);

}  // namespace evograd::host
