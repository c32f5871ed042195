#include "framework/scaffold/scaffold.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <system_error>

#include "evograd/error.hpp"
#include "framework/scaffold/plugin_name.hpp"

namespace evograd::host {
namespace {

namespace fs = std::filesystem;

/// A folder that is removed at the end of the scope unless it has been renamed.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {
    std::error_code failure;
    if (!fs::create_directory(path_, failure)) {
      throw Error(path_.string(), "could not be created: " + (failure ? failure.message() : "it exists"),
                  "check free space and permissions, or specify another folder with --into");
    }
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!renamed_) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

  void rename(const fs::path& target) {
    std::error_code failure;
    fs::rename(path_, target, failure);  // replaces an empty folder, but not one with content
    if (failure) throw Error(target.string(), "could not be created: " + failure.message(), "choose another name");
    renamed_ = true;
  }

 private:
  fs::path path_;
  bool renamed_ = false;
};

std::string replaced(std::string text, const std::string& placeholder, const std::string& value) {
  for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size())) {
    text.replace(at, placeholder.size(), value);
  }
  return text;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream || !content) throw Error(file.string(), "cannot be read", "reinstall evograd");
  return content.str();
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw Error(file.string(), "could not be written", "check free space and permissions");
}

void require_free(const fs::path& folder) {
  std::error_code failure;
  if (!fs::exists(fs::symlink_status(folder, failure))) return;
  if (fs::is_directory(fs::symlink_status(folder, failure)) && fs::is_empty(folder, failure) && !failure) return;
  throw Error(folder.string(), "already exists", "choose another name, or another folder with --into");
}

}  // namespace

fs::path templates_folder() {
  std::error_code failure;
  const auto executable = fs::read_symlink("/proc/self/exe", failure);
  const auto folder = executable.parent_path().parent_path() / "share" / "evograd" / "templates";
  if (failure || !fs::is_directory(folder, failure)) {
    throw Error(folder.string(), "the templates of new plugins are missing", "reinstall evograd");
  }
  return folder;
}

fs::path write_scaffold(const Scaffold& scaffold) {
  std::error_code failure;
  if (!fs::is_directory(scaffold.into, failure)) {
    throw Error(scaffold.into.string(), "is not a folder", "create it first, or specify another one with --into");
  }
  const auto target = scaffold.into / scaffold.name;
  require_free(target);

  TemporaryFolder temporary(scaffold.into / fmt::format(".{}.new-{}", scaffold.name, getpid()));
  const fs::directory_iterator templates(scaffold.templates, failure);
  if (failure) throw Error(scaffold.templates.string(), "cannot be read: " + failure.message(), "reinstall evograd");
  for (const auto& item : templates) {
    auto text = replaced(content_of(item.path()), name_placeholder, scaffold.name);
    text = replaced(std::move(text), class_placeholder, class_name(scaffold.name));
    write(temporary.path() / item.path().filename(), text);
  }
  temporary.rename(target);
  return target;
}

}  // namespace evograd::host
