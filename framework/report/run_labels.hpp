#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

/// What to call the runs of `folders` on one page: the folder's name, or, where several folders have the same names, as
/// much of the path as tells them apart. Throws Error when a folder is named twice.
std::vector<std::string> run_labels(const std::vector<std::filesystem::path>& folders);

}  // namespace evograd::host
