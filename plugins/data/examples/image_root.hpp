#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <unordered_set>

#include "data/images/files/file_source.hpp"

namespace data {

/// The source at a folder, an archive, or ARCHIVE/FOLDER.
std::shared_ptr<const FileSource> image_source(const std::filesystem::path& place);

/// A folder or archive in which the files of a list are searched.
class ImageRoot {
 public:
  explicit ImageRoot(const std::filesystem::path& place);

  /// The file of that path, or of that path with the extension of an image; empty if there is none.
  std::string find(const std::string& key) const;

  /// find(); of an absolute path, which another machine may have written, also the longest part at its end that exists.
  std::string locate(const std::string& key) const;

  const std::filesystem::path& place() const { return place_; }
  const std::shared_ptr<const FileSource>& source() const { return source_; }

 private:
  static bool is_absolute(const std::string& key);
  bool has(const std::string& file) const;

  std::filesystem::path place_;
  std::shared_ptr<const FileSource> source_;
  bool archive_;
  std::unordered_set<std::string> archived_;
};

}  // namespace data
