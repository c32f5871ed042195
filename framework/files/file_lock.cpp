#include "framework/files/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
  throw Error(file.string(), std::string(what) + ": " + std::strerror(errno),
              "check free space and permissions, or specify another folder");
}

/// Whether `file` is still the file behind `descriptor`: the previous holder of the lock may have removed it.
bool is_there(const std::filesystem::path& file, int descriptor) {
  struct stat held {};
  struct stat there {};
  return fstat(descriptor, &held) == 0 && stat(file.c_str(), &there) == 0 && held.st_ino == there.st_ino &&
         held.st_dev == there.st_dev;
}

}  // namespace

FileLock::FileLock(std::filesystem::path file, Wait wait, const std::function<void()>& waits) : file_(std::move(file)) {
  bool told = false;
  while (true) {
    descriptor_ = open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(file_, "cannot be created");
    bool held = flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    const bool taken = !held && errno == EWOULDBLOCK;
    if (taken && wait == Wait::yes) {
      if (!std::exchange(told, true)) waits();
      do held = flock(descriptor_, LOCK_EX) == 0;
      while (!held && errno == EINTR);
    }
    if (held && is_there(file_, descriptor_)) return;
    const int reason = errno;
    close(descriptor_);
    descriptor_ = -1;
    errno = reason;
    if (taken && wait == Wait::no) return;
    if (!held) fail(file_, "cannot be locked");
  }
}

std::unique_ptr<FileLock> FileLock::if_free(std::filesystem::path file) {
  std::unique_ptr<FileLock> lock(new FileLock(std::move(file), Wait::no, [] {}));
  return lock->descriptor_ < 0 ? nullptr : std::move(lock);
}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  unlink(file_.c_str());
  close(descriptor_);
}

}  // namespace evograd::host
