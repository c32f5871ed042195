#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

/// Labels for the runs in `folders` on one page: the folder's name or, if several folders have the same name, as much
/// of the path as distinguishes them. Throws Error if a folder is listed twice.
std::vector<std::string> run_labels(const std::vector<std::filesystem::path>& folders);

}  // namespace evograd::host
