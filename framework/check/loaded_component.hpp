#pragma once

#include <string>
#include <vector>

#include "framework/check/check.hpp"
#include "framework/plugin/plugin_catalog.hpp"

namespace evograd::host::check {

/// The plugins of this process, with that of `subject` among them. They are never given up.
PluginCatalog& catalog_with(const Subject& subject);

/// The component that `context` is about.
template <RegistryEntry Entry>
const Entry& entry_of(const Context& context) {
  return catalog_with(context.subject).registry().find<Entry>(context.subject.component)->entry;
}

/// "a, b and c".
std::string listed(const std::vector<std::string>& words);

}  // namespace evograd::host::check
