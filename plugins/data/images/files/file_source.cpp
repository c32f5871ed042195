#include "data/images/files/file_source.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "data/images/files/archive_source.hpp"
#include "data/images/files/folder_source.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::array<std::string_view, 9> archive_endings = {".tar.gz",  ".tgz",     ".tar.xz", ".txz", ".tar.bz2",
                                                             ".tar.zst", ".tar.lz4", ".tar",    ".zip"};

/// The length of the archive extension of `name`; 0 if there is none.
std::size_t archive_ending(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const auto ending : archive_endings) {
    if (name.size() > ending.size() && name.ends_with(ending)) return ending.size();
  }
  return 0;
}

}  // namespace

std::string FileSource::text(const std::string& file) const {
  std::string result;
  read({file}, [&](const std::string&, const FileBytes& bytes) { result.assign(bytes.begin(), bytes.end()); });
  return result;
}

void FileSource::identify_files(const std::vector<std::string>& some, Fingerprint& fingerprint) const {
  identify(fingerprint);
  for (const auto& file : some) fingerprint.add(file);
}

bool is_archive_name(const std::filesystem::path& path) { return archive_ending(path.filename().string()) > 0; }

std::string without_archive_endings(const std::filesystem::path& path) {
  const auto name = path.filename().string();
  return name.substr(0, name.size() - archive_ending(name));
}

std::unique_ptr<FileSource> open_source(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return std::make_unique<FolderSource>(path);
  if (!std::filesystem::exists(path, error)) throw Error(path.string(), "no such folder or archive");
  if (is_archive_name(path)) return std::make_unique<ArchiveSource>(path);
  throw Error(path.string(), "is neither a folder nor an archive",
              "supported archives: .tar, .tar.gz, .tgz, .tar.xz, .zip");
}

bool is_hidden(const std::string& file) {
  for (std::size_t start = 0; start <= file.size();) {
    const auto end = std::min(file.find('/', start), file.size());
    const auto part = std::string_view(file).substr(start, end - start);
    if (part.starts_with('.') || part == "__MACOSX") return true;
    start = end + 1;
  }
  return false;
}

}  // namespace data
