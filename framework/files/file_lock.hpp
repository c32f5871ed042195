#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace evograd::host {

/// Keeps every other process, and every other thread with a lock of its own, out for as long as it lives.
///
/// The lock is on a file that is made for it and removed with it; one that a killed process left behind is in nobody's
/// way.
class FileLock {
 public:
  /// Waits until `file` is free; `waits` is called once where it is not. Throws Error where the file cannot be made.
  explicit FileLock(
      std::filesystem::path file, const std::function<void()>& waits = [] {})
      : FileLock(std::move(file), Wait::yes, waits) {}
  /// The lock where it is free at once, else null. Throws Error where the file cannot be made.
  static std::unique_ptr<FileLock> if_free(std::filesystem::path file);

  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  enum class Wait { yes, no };
  FileLock(std::filesystem::path file, Wait wait, const std::function<void()>& waits);

  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace evograd::host
