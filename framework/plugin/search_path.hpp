#pragma once

#include <filesystem>
#include <vector>

namespace evograd::host {

/// The folders that are searched for plugins, each once: the manifest's folder, those of EVOGRAD_PLUGIN_PATH (separated
/// by colons), the build tree's and the installation's, relative to the executable.
std::vector<std::filesystem::path> plugin_search_path(const std::filesystem::path& manifest_folder = {});

/// The plugin files (*.so) of `folder`, sorted; none if the folder cannot be read.
std::vector<std::filesystem::path> plugin_files(const std::filesystem::path& folder);

}  // namespace evograd::host
