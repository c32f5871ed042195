#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/images/files/image_collection.hpp"

namespace data {

/// A collection and the messages to the user whenever it is opened.
struct CachedImages {
  ImageCollection collection;
  std::vector<std::string> notes;
  std::vector<std::string> corrupt;  ///< "place: cause" of the skipped images
};

/// The collection in the file `path` if it is complete and was written for `key`. Nothing if there is no such file or
/// it cannot be opened; with a warning if it is damaged.
std::optional<CachedImages> read_cache(const std::filesystem::path& path, std::uint64_t key);

/// Collects decoded pixels image by image and returns them as one tensor.
class PixelSink {
 public:
  virtual ~PixelSink() = default;

  virtual void append(std::span<const std::uint8_t> pixels) = 0;

  /// Sets `images.collection.bytes`; the rest of `images` is complete and is stored with the pixels.
  virtual void finish(CachedImages& images) = 0;
};

/// Keeps pixels in memory.
std::unique_ptr<PixelSink> memory_sink();

/// Writes to a temporary file in the folder of `path`; finish() renames it atomically and maps it: a reader sees a
/// complete file or none, even if other processes write the same file. Throws CacheUnwritable.
std::unique_ptr<PixelSink> file_sink(const std::filesystem::path& path, std::uint64_t key);

/// The cache cannot be written: no permission, no space.
class CacheUnwritable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace data
