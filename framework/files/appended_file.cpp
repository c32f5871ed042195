#include "framework/files/appended_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "evograd/error.hpp"
#include "framework/files/write_all.hpp"

namespace evograd::host {

AppendedFile::AppendedFile(std::filesystem::path file, std::uint64_t keep) : file_(std::move(file)) {
  descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("cannot be opened");
  const auto there = lseek(descriptor_, 0, SEEK_END);
  size_ = std::min(keep, static_cast<std::uint64_t>(std::max<off_t>(there, 0)));
  if (there < 0 || ftruncate(descriptor_, static_cast<off_t>(size_)) != 0 ||
      lseek(descriptor_, static_cast<off_t>(size_), SEEK_SET) < 0) {
    const int reason = errno;
    close(descriptor_);
    errno = reason;
    fail("cannot be truncated");
  }
}

AppendedFile::~AppendedFile() { close(descriptor_); }

void AppendedFile::append(std::string_view bytes) {
  if (write_all(descriptor_, bytes)) {
    size_ += bytes.size();
    return;
  }
  const int reason = errno;
  if (ftruncate(descriptor_, static_cast<off_t>(size_)) == 0) lseek(descriptor_, static_cast<off_t>(size_), SEEK_SET);
  errno = reason;
  fail("could not be written to");
}

void AppendedFile::sync() {
  if (fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) fail("could not be flushed to the disk");
}

void AppendedFile::fail(const char* what) const {
  throw Error(file_.string(), std::string(what) + ": " + std::strerror(errno), "check free space and permissions");
}

}  // namespace evograd::host
