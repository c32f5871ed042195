#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace evograd::host {

/// A file that grows at its end. What was appended is the system's as soon as append() returns: a process that is
/// killed keeps it.
class AppendedFile {
 public:
  /// Opens or makes `file` and cuts it to at most `keep` bytes. Throws Error.
  AppendedFile(std::filesystem::path file, std::uint64_t keep);
  ~AppendedFile();
  AppendedFile(const AppendedFile&) = delete;
  AppendedFile& operator=(const AppendedFile&) = delete;

  /// All of `bytes` or, where an Error is thrown, nothing.
  void append(std::string_view bytes);

  /// Returns when what was appended has reached the disk. Throws Error.
  void sync();

  std::uint64_t size() const { return size_; }

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace evograd::host
