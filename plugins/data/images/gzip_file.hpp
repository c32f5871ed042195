#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace data {

/// A file opened for reading, decompressed on the fly if it is gzip-compressed.
///
/// Every function throws Error naming the file: missing, not a regular file, unreadable, damaged or truncated.
class GzipFile {
 public:
  /// `help` is the hint if the file is missing.
  explicit GzipFile(const std::filesystem::path& path, const std::string& help = {});

  /// The next `count` bytes. `what` completes "ends after N of M bytes of …" if there are fewer.
  std::vector<std::uint8_t> read(std::size_t count, const std::string& what);

  /// All that follows, as text.
  std::string read_all();

  /// Throws Error unless all data has been read.
  void expect_end();

 private:
  struct Close {
    void operator()(void* stream) const;
  };

  std::size_t read_some(std::uint8_t* target, std::size_t count);

  std::string name_;
  std::unique_ptr<void, Close> stream_;
};

}  // namespace data
