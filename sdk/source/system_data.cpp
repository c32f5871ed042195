#include "evograd/system_data.hpp"

#include <cstdlib>
#include <sstream>
#include <string>
#include <system_error>

namespace evograd {

std::filesystem::path system_data(const std::filesystem::path& relative) {
  const char* set = std::getenv("XDG_DATA_DIRS");
  std::istringstream folders(set && *set ? set : "/usr/local/share:/usr/share");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::error_code error;
    // The XDG specification requires relative paths to be ignored.
    const auto path = std::filesystem::path(folder) / relative;
    if (path.is_absolute() && std::filesystem::exists(path, error)) return path;
  }
  return std::filesystem::path("/usr/share") / relative;
}

}  // namespace evograd
