#include "framework/files/home_path.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace evograd::host {

std::string with_home(const std::string& path) {
  if (path != "~" && !path.starts_with("~/")) return path;
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    const auto* user = getpwuid(geteuid());
    home = user != nullptr ? user->pw_dir : nullptr;
  }
  return home != nullptr ? home + path.substr(1) : path;
}

}  // namespace evograd::host
