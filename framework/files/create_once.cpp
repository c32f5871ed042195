#include "framework/files/create_once.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "evograd/error.hpp"
#include "framework/files/write_all.hpp"
#include "framework/process/host_name.hpp"

namespace evograd::host {
namespace {

[[noreturn]] void cannot_create(const std::filesystem::path& file, int reason) {
  throw Error(file.string(), std::string("cannot be created: ") + std::strerror(reason),
              "check free space and permissions, or specify another folder with --out");
}

/// Writes `bytes` to the new file `descriptor` and closes it; returns the reason of a failure, or 0.
int fill(int descriptor, std::string_view bytes) {
  errno = 0;
  int reason = write_all(descriptor, bytes) ? 0 : errno;
  if (close(descriptor) != 0 && reason == 0) reason = errno;  // NFS tells here that the disk is full
  return reason;
}

bool create_exclusively(const std::filesystem::path& file, std::string_view bytes) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0 && errno == EEXIST) return false;
  if (descriptor < 0) cannot_create(file, errno);
  if (const int reason = fill(descriptor, bytes)) {
    unlink(file.c_str());
    cannot_create(file, reason);
  }
  return true;
}

/// Whether link() has succeeded although its reply says otherwise, as when NFS repeats a request whose reply was lost.
bool has_two_names(const std::filesystem::path& file) {
  struct stat status {};
  return stat(file.c_str(), &status) == 0 && status.st_nlink == 2;
}

}  // namespace

bool create_once(const std::filesystem::path& file, std::string_view bytes) {
  // Not ".tmp" alone: others are creating the same file. mkstemp() would make it private to this user.
  static std::atomic<unsigned> count{0};
  const std::filesystem::path temporary = fmt::format("{}.{}-{}-{}.tmp", file.string(), host_name(), getpid(), count++);
  const int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) cannot_create(file, errno);
  if (const int reason = fill(descriptor, bytes)) {
    unlink(temporary.c_str());
    cannot_create(file, reason);
  }
  const bool linked = link(temporary.c_str(), file.c_str()) == 0;
  const int reason = linked ? 0 : errno;
  const bool created = linked || has_two_names(temporary);
  unlink(temporary.c_str());
  if (created) return true;
  if (reason == EEXIST) return false;
  if (reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EMLINK) {
    return create_exclusively(file, bytes);
  }
  cannot_create(file, reason);
}

}  // namespace evograd::host
