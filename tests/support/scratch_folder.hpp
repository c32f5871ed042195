#pragma once

#include <filesystem>
#include <string>

namespace evograd::test {

/// An empty folder for one test, removed with everything in it when the scope ends.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

  /// Writes a file, with the folders above it, and returns its path.
  std::filesystem::path write(const std::filesystem::path& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

/// All bytes of a file; none where there is no such file.
std::string content_of(const std::filesystem::path& file);

}  // namespace evograd::test
