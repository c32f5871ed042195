#pragma once

#include <filesystem>
#include <functional>

namespace evograd::host {

/// Keeps every other process, and every other thread with a lock of its own, out for as long as it lives.
///
/// The lock is on a file that is made for it and removed with it; one that a killed process left behind is in nobody's
/// way.
class FileLock {
 public:
  /// Waits until `file` is free; `waits` is called once where it is not. Throws Error where the file cannot be made.
  explicit FileLock(
      std::filesystem::path file, const std::function<void()>& waits = [] {});
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace evograd::host
