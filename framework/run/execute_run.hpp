#pragma once

#include <filesystem>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

struct RunResult {};

RunResult execute_run(const ResolvedManifest& manifest, const std::filesystem::path& output_folder);

}  // namespace evograd::host
