#pragma once

#include <string>
#include <vector>

#include "framework/manifest/manifest_request.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// One way to obtain the meta-gradient, as specified on the command line: "evograd", or "evograd:preset=paper" with
/// settings for the estimator; a key with a dot is set as it is: "none:task.reweight=false".
struct Variant {
  std::string label;  ///< the argument as given, and the settings of the grid
  std::string estimator;
  std::vector<std::string> settings;
  std::string argument;                    ///< as given: the same for all settings of a grid
  std::vector<std::string> grid_settings;  ///< "estimator.sigma=0.01"; empty without a grid

  /// The label in a form usable in file names.
  std::string file_name() const;
};

/// Throws Error if `text` does not name an estimator or a setting lacks its '='.
Variant parse_variant(const std::string& text);

/// `own` is what `request` resolves to. The manifest's own estimator keeps its options, including those that `request`
/// overrides; others have their defaults. The variant's settings and then `settings` are applied on top.
ResolvedManifest manifest_of(const Variant& variant, const ManifestRequest& request, const ResolvedManifest& own,
                             const std::vector<std::string>& settings = {});

}  // namespace evograd::host
