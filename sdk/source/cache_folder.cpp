#include "evograd/cache_folder.hpp"

#include <cstdlib>
#include <string>

namespace evograd {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::filesystem::path cache_folder() {
  if (const auto own = variable("EVOGRAD_CACHE"); !own.empty()) return std::filesystem::absolute(own);
  // The XDG specification requires relative paths to be ignored.
  if (const auto shared = variable("XDG_CACHE_HOME"); shared.starts_with('/')) {
    return std::filesystem::path(shared) / "evograd";
  }
  if (const auto home = variable("HOME"); !home.empty()) return std::filesystem::path(home) / ".cache" / "evograd";
  return {};
}

}  // namespace evograd
