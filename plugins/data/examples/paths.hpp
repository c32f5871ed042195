#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

namespace data {

/// Whether there is a folder, or anything, at `path`; false if it cannot be said.
inline bool is_folder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}
inline bool path_exists(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

/// `written` in `folder`, with slashes in place of backslashes if only that exists: a path written on Windows.
inline std::filesystem::path beneath(const std::filesystem::path& folder, const std::string& written) {
  auto slashes = written;
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  return !path_exists(folder / written) && path_exists(folder / slashes) ? folder / slashes : folder / written;
}

}  // namespace data
