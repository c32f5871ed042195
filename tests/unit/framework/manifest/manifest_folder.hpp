#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "framework/manifest/manifest.hpp"
#include "tests/support/scratch_folder.hpp"

namespace evograd::test {

/// A folder of its own for the manifests of a test, and the plugin 'toy' to use in them.
class ManifestFolder : public ScratchFolder {
 public:
  /// Loads `request`, whose file is relative to this folder, with the toy plugins alone.
  host::ResolvedManifest load(host::ManifestRequest request) const;

  /// What load() has to say against the request, this folder's path left out, or an empty text.
  std::string report(host::ManifestRequest request) const;

  /// `text` without this folder's path.
  std::string shortened(std::string text) const;
};

/// The folder of the plugin 'toy'.
std::filesystem::path toy_folder();

/// A manifest's tables that use the toy components with their defaults.
inline const std::string toy_tables = R"([task]
use = "line"
[backbone]
use = "widen"
[estimator]
use = "noise"
)";

}  // namespace evograd::test
