#pragma once

#include <filesystem>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"

namespace evograd::host {

/// The manifest at `file` over the one that its `extends` names, and so on; `extends` itself is gone from the result.
/// What is wrong with a file's syntax or with the chain is added to `diagnostics`.
Table read_manifest(const std::filesystem::path& file, Diagnostics& diagnostics);

/// A path written in a manifest: relative ones start at the folder of the file that `span` is in, or at the working
/// folder where it comes from the command line.
std::filesystem::path path_from(const SourceSpan& span, const std::filesystem::path& written);

}  // namespace evograd::host
