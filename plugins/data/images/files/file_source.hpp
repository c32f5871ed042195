#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "data/fingerprint.hpp"

namespace data {

/// A tree of files, in a folder or in an archive, addressed by paths relative to its root with '/' between the parts.
///
/// Hidden files and folders (a name that starts with '.') and macOS metadata (__MACOSX) are ignored.
class FileSource {
 public:
  using FileBytes = std::vector<std::uint8_t>;
  using Visit = std::function<void(const std::string& file, FileBytes bytes)>;

  virtual ~FileSource() = default;

  /// The name of `file` in messages.
  virtual std::string place(const std::string& file) const = 0;

  /// All files, sorted.
  virtual std::vector<std::string> files() const = 0;

  /// The folders that directly hold nothing that is not hidden, sorted; none of archives.
  virtual std::vector<std::string> empty_folders() const { return {}; }

  /// Adds names, lengths and modification times, which identify the contents without reading them.
  virtual void identify(Fingerprint& fingerprint) const = 0;

  /// The same of some files; by default of all.
  virtual void identify_files(const std::vector<std::string>& some, Fingerprint& fingerprint) const;

  /// Calls `visit` once for each of `wanted`, in a fixed order chosen by the source. Throws Error naming a file that
  /// cannot be read or does not exist.
  virtual void read(const std::unordered_set<std::string>& wanted, const Visit& visit) const = 0;

  /// The contents of one file.
  std::string text(const std::string& file) const;
};

/// True for the names that open_source() treats as archives: .tar, .tar.gz, .tgz, .tar.xz, .txz, .tar.bz2, .tar.zst,
/// .zip.
bool is_archive_name(const std::filesystem::path& path);

/// The file name without archive extensions.
std::string without_archive_endings(const std::filesystem::path& path);

/// Opens a folder or an archive. Throws Error if `path` is neither.
std::unique_ptr<FileSource> open_source(const std::filesystem::path& path);

/// True if a part of `file` starts with '.' or is __MACOSX.
bool is_hidden(const std::string& file);

/// Larger files are rejected.
constexpr std::int64_t largest_file = std::int64_t{1} << 28;  // bytes

}  // namespace data
