#pragma once

#include <filesystem>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"

namespace evograd::host {

/// The manifest at `file` merged over the one that its `extends` names, and so on; `extends` itself is removed from the
/// result. Errors in a file's syntax or in the chain are added to `diagnostics`.
Table read_manifest(const std::filesystem::path& file, Diagnostics& diagnostics);

/// A path written in a manifest: relative paths are resolved against the folder of the file that contains `span`, or
/// against the working folder if it comes from the command line.
std::filesystem::path path_from(const SourceSpan& span, const std::filesystem::path& written);

}  // namespace evograd::host
