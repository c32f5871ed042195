#include "framework/plugin/search_path.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>

namespace evograd::host {

std::vector<std::filesystem::path> plugin_search_path(const std::filesystem::path& manifest_folder) {
  std::vector<std::filesystem::path> folders;
  const auto add = [&](const std::filesystem::path& folder) {
    std::error_code failure;
    const auto exact = std::filesystem::canonical(folder, failure);
    if (!failure && std::find(folders.begin(), folders.end(), exact) == folders.end()) folders.push_back(exact);
  };

  if (!manifest_folder.empty()) add(manifest_folder);
  if (const char* variable = std::getenv("EVOGRAD_PLUGIN_PATH")) {
    std::istringstream list(variable);
    for (std::string folder; std::getline(list, folder, ':');) {
      if (!folder.empty()) add(folder);
    }
  }
  std::error_code failure;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (!failure) {
    const auto prefix = executable.parent_path().parent_path();
    add(prefix / "plugins");
    add(prefix / "lib" / "evograd" / "plugins");
  }
  return folders;
}

std::vector<std::filesystem::path> plugin_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code failure;
  for (const auto& item : std::filesystem::directory_iterator(folder, failure)) {
    if (item.path().extension() == ".so" && item.is_regular_file(failure)) files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace evograd::host
