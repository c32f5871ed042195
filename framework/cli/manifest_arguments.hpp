#pragma once

#include "framework/manifest/manifest_request.hpp"

namespace CLI {
class App;
}

namespace evograd::host {

/// Gives `verb` the arguments that name a manifest and what is said over it; they are put into `request`, which
/// outlives the verb.
void add_manifest_arguments(CLI::App& verb, ManifestRequest& request);

}  // namespace evograd::host
