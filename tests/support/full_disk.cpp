// For LD_PRELOAD: a disk that is full for some files. Writes to files whose path contains $FULL_DISK_FOR take
// $FULL_DISK_AFTER bytes in all, then fail with ENOSPC, as those of a full disk do: the last one in the middle.

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

std::atomic<long> bytes_left{-1};

bool is_full_for(int descriptor) {
  const char* part = std::getenv("FULL_DISK_FOR");
  if (part == nullptr) return false;
  char path[PATH_MAX + 1];
  const auto link = "/proc/self/fd/" + std::to_string(descriptor);
  const auto length = readlink(link.c_str(), path, PATH_MAX);
  if (length < 0) return false;
  path[length] = '\0';
  return std::strstr(path, part) != nullptr;
}

/// How many of `wanted` bytes still fit.
long room(long wanted) {
  static const bool ready = [] {
    const char* after = std::getenv("FULL_DISK_AFTER");
    bytes_left = after == nullptr ? 0 : std::atol(after);
    return true;
  }();
  (void)ready;
  const long fits = std::min(wanted, std::max(0L, bytes_left.load()));
  bytes_left -= fits;
  return fits;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) ssize_t write(int descriptor, const void* bytes, size_t count) {
  static const auto real = reinterpret_cast<ssize_t (*)(int, const void*, size_t)>(dlsym(RTLD_NEXT, "write"));
  if (count == 0 || !is_full_for(descriptor)) return real(descriptor, bytes, count);
  const long fits = room(static_cast<long>(count));
  if (fits > 0) return real(descriptor, bytes, static_cast<size_t>(fits));
  errno = ENOSPC;
  return -1;
}

extern "C" __attribute__((visibility("default"))) ssize_t writev(int descriptor, const iovec* parts, int count) {
  static const auto real = reinterpret_cast<ssize_t (*)(int, const iovec*, int)>(dlsym(RTLD_NEXT, "writev"));
  if (!is_full_for(descriptor)) return real(descriptor, parts, count);
  ssize_t all = 0;
  for (int i = 0; i < count; ++i) {
    const auto written = write(descriptor, parts[i].iov_base, parts[i].iov_len);
    if (written < 0) return all > 0 ? all : -1;
    all += written;
    if (static_cast<size_t>(written) < parts[i].iov_len) break;
  }
  return all;
}
