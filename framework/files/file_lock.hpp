#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace evograd::host {

/// Excludes every other process, and every other thread with its own lock, while it lives.
///
/// The lock is on a file that is created for it and removed with it; one that a killed process left behind does not
/// block anyone. On NFS it excludes the processes of all machines.
///
/// It is flock()'s, which belongs to the open file. Boost.Interprocess's file_lock is POSIX's lock of a process: it
/// does not exclude the process's own threads, is lost when any descriptor of the file is closed, and gives no
/// descriptor with which to find out that the file was removed meanwhile.
class FileLock {
 public:
  /// Waits until `file` is free; `waits` is called once if it is not. Throws Error if the file cannot be created.
  explicit FileLock(
      std::filesystem::path file, const std::function<void()>& waits = [] {})
      : FileLock(std::move(file), Wait::yes, waits) {}
  /// The lock if it is free at once, else null. Throws Error if the file cannot be created.
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
