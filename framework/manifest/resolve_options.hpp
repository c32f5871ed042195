#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/manifest/overrides.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The table that contains the options, for messages and for `--set`.
struct OptionOwner {
  std::string table;                  ///< "optimizer.base"; empty for the top level
  std::string title;                  ///< "for estimator 'evograd'", "in [run]": completes "unknown option 'x' …"
  std::vector<std::string> reserved;  ///< keys that are not options, such as "use"
  std::string more;  ///< where the options are described, e.g. "evograd describe evograd"; may be empty
  std::filesystem::path folder = {};  ///< that relative paths are relative to
};

/// A value for each of `options`: from `table`, which may be null, or the default. Unknown keys, wrong types and values
/// out of range are added to `diagnostics`; the affected options keep their defaults. "~" is expanded in strings, and
/// backslashes of relative paths become slashes (see usable_text); strings that objection_to() refuses are errors.
ResolvedOptions resolve_options(const Table* table, const std::vector<OptionSpecification>& options,
                                const OptionOwner& owner, Overrides& overrides, Diagnostics& diagnostics);

}  // namespace evograd::host
