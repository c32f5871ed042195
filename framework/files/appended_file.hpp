#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace evograd::host {

/// A file that is appended to. The system has what was appended as soon as append() returns: it survives if the process
/// is killed.
class AppendedFile {
 public:
  /// Opens or creates `file` and truncates it to at most `keep` bytes. Throws Error.
  AppendedFile(std::filesystem::path file, std::uint64_t keep);
  ~AppendedFile();
  AppendedFile(const AppendedFile&) = delete;
  AppendedFile& operator=(const AppendedFile&) = delete;

  /// Appends all of `bytes` or, if an Error is thrown, nothing.
  void append(std::string_view bytes);

  /// Returns after what was appended has reached the disk. Throws Error.
  void sync();

  std::uint64_t size() const { return size_; }

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace evograd::host
