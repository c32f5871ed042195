#include "data/work_folder.hpp"

#include <fmt/core.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "evograd/cache_folder.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

/// A new folder in `parent`; empty, with errno set, if it cannot be created.
std::filesystem::path created_in(const std::filesystem::path& parent, const std::string& name) {
  std::error_code ignored;
  std::filesystem::create_directories(parent, ignored);
  auto pattern = (parent / (name + "-XXXXXX")).string();
  return mkdtemp(pattern.data()) ? pattern : std::string();
}

}  // namespace

WorkFolder::WorkFolder(const std::string& name) {
  const auto cache = cache_folder();
  if (!cache.empty()) path_ = created_in(cache, name);
  if (!path_.empty()) return;
  std::error_code none;
  const auto temporary = std::filesystem::temp_directory_path(none);
  if (!none) path_ = created_in(temporary, name);
  if (!path_.empty()) return;
  throw Error(temporary.empty() ? "TMPDIR" : temporary.string(),
              fmt::format("no folder can be created in it: {}", none ? none.message() : std::strerror(errno)),
              "set EVOGRAD_CACHE to a folder that you can write to");
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace data
