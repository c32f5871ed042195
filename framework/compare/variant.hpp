#pragma once

#include <string>
#include <vector>

#include "framework/manifest/manifest_request.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// One way to obtain the meta-gradient, as the command line names it: "evograd", or "evograd:preset=paper" with
/// settings over the estimator's own; a key with a dot is set as it is: "none:task.reweight=false".
struct Variant {
  std::string label;  ///< the text as it was given
  std::string estimator;
  std::vector<std::string> settings;

  /// The label as part of a file's name.
  std::string file_name() const;
};

/// Throws Error when `text` names no estimator or a setting lacks its '='.
Variant parse_variant(const std::string& text);

/// `own` is what `request` resolves to. The manifest's own estimator keeps its options, also those that `request` sets
/// over them; others have their defaults. Then come the variant's settings and `settings`.
ResolvedManifest manifest_of(const Variant& variant, const ManifestRequest& request, const ResolvedManifest& own,
                             const std::vector<std::string>& settings = {});

}  // namespace evograd::host
