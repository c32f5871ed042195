#pragma once

#include <filesystem>
#include <string>

namespace data {

/// An empty folder of this object's own in the cache or, if that cannot be written, among the system's temporary files;
/// removed with all files in it. Its name begins with `name`. Throws Error if it cannot be created.
class WorkFolder {
 public:
  explicit WorkFolder(const std::string& name);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace data
