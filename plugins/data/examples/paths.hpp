#pragma once

#include <filesystem>

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

}  // namespace data
