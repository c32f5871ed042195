#include "data/examples/image_root.hpp"

#include "data/examples/paths.hpp"
#include "data/images/files/subfolder_source.hpp"

namespace data {

std::shared_ptr<const FileSource> image_source(const std::filesystem::path& place) {
  if (path_exists(place)) return open_source(place);
  for (auto archive = place.parent_path(); archive.has_relative_path(); archive = archive.parent_path()) {
    if (!path_exists(archive)) continue;
    return std::make_shared<SubfolderSource>(open_source(archive), place.lexically_relative(archive).generic_string());
  }
  return open_source(place);
}

ImageRoot::ImageRoot(const std::filesystem::path& place)
    : place_(place), source_(image_source(place)), archive_(!is_folder(place)) {
  if (!archive_) return;
  const auto files = source_->files();
  archived_.insert(files.begin(), files.end());
}

std::string ImageRoot::find(const std::string& key) const {
  for (const char* ending : {"", ".jpg", ".png", ".jpeg", ".JPG", ".JPEG", ".PNG"}) {
    if (has(key + ending)) return key + ending;
  }
  return {};
}

std::string ImageRoot::locate(const std::string& key) const {
  auto file = find(key);
  if (!file.empty() || !is_absolute(key)) return file;
  for (auto at = key.find('/'); at != std::string::npos && file.empty(); at = key.find('/', at + 1)) {
    file = find(key.substr(at + 1));
  }
  return file;
}

/// "/a/b" and, from Windows, "D:/a/b".
bool ImageRoot::is_absolute(const std::string& key) { return key.starts_with('/') || key.find(":/") == 1; }

bool ImageRoot::has(const std::string& file) const {
  std::error_code error;
  return archive_ ? archived_.contains(file) : std::filesystem::is_regular_file(place_ / file, error);
}

}  // namespace data
