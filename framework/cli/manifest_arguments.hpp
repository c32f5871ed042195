#pragma once

#include "framework/manifest/manifest_request.hpp"

namespace CLI {
class App;
}

namespace evograd::host {

/// Adds to `verb` the arguments that specify a manifest and its overrides; they are stored in `request`, which must
/// outlive the verb.
void add_manifest_arguments(CLI::App& verb, ManifestRequest& request);

}  // namespace evograd::host
