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
/// Hidden files and folders (a name that starts with '.') and what macOS adds (__MACOSX) are not there.
class FileSource {
 public:
  using FileBytes = std::vector<std::uint8_t>;
  using Visit = std::function<void(const std::string& file, FileBytes bytes)>;

  virtual ~FileSource() = default;

  /// What a message calls `file`.
  virtual std::string place(const std::string& file) const = 0;

  /// Every file, sorted.
  virtual std::vector<std::string> files() const = 0;

  /// Adds what the contents depend on: names, lengths and times of change, without reading them.
  virtual void identify(Fingerprint& fingerprint) const = 0;

  /// Calls `visit` once for each of `wanted`, in an order of the source's own that is always the same. Throws Error
  /// naming a file that cannot be read or is not there.
  virtual void read(const std::unordered_set<std::string>& wanted, const Visit& visit) const = 0;

  /// The contents of one file.
  std::string text(const std::string& file) const;
};

/// True for the names that open_source() takes for archives: .tar, .tar.gz, .tgz, .tar.xz, .txz, .tar.bz2, .tar.zst,
/// .zip.
bool is_archive_name(const std::filesystem::path& path);

/// The file name without the endings of an archive.
std::string without_archive_endings(const std::filesystem::path& path);

/// A folder or an archive. Throws Error when `path` is neither.
std::unique_ptr<FileSource> open_source(const std::filesystem::path& path);

/// True when a part of `file` starts with '.' or is __MACOSX.
bool is_hidden(const std::string& file);

/// Larger files are refused.
constexpr std::int64_t largest_file = std::int64_t{1} << 28;  // bytes

}  // namespace data
