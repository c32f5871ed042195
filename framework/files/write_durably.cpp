#include "framework/files/write_durably.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "evograd/error.hpp"
#include "framework/files/write_all.hpp"

namespace evograd::host {
namespace {

/// Closes a file when the scope ends.
struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

/// A file that is removed at the end of the scope unless it has been renamed to its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const char* name() const { return path_.c_str(); }
  bool rename_to(const std::filesystem::path& file) {
    if (std::rename(name(), file.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  std::filesystem::path path_;
};

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw Error(file.string(), std::string("could not be written: ") + std::strerror(errno),
              "check free space and permissions, or specify another file; the previous contents are unchanged");
}

}  // namespace

void write_durably(const std::filesystem::path& file, const std::function<void(const ByteSink&)>& write) {
  TemporaryFile temporary(file.string() + ".tmp");
  {
    const Descriptor descriptor(open(temporary.name(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (descriptor.number < 0) fail(file);
    write([&](std::string_view bytes) {
      if (!write_all(descriptor.number, bytes)) fail(file);
    });
    if (fsync(descriptor.number) != 0) fail(file);
  }
  if (!temporary.rename_to(file)) fail(file);
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number >= 0) fsync(descriptor.number);  // flushes the new name, if the file system supports it
}

void write_durably(const std::filesystem::path& file, std::string_view bytes) {
  write_durably(file, [&](const ByteSink& sink) { sink(bytes); });
}

}  // namespace evograd::host
