#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/images/files/image_collection.hpp"

namespace data {

/// A collection and what the user is told whenever it is opened.
struct CachedImages {
  ImageCollection collection;
  std::vector<std::string> notes;
  std::vector<std::string> corrupt;  ///< "place: cause" of the images that are left out
};

/// The collection in the file `path` if it is whole and was written for `key`. Nothing when there is no such file or it
/// cannot be opened; with a log line when it is damaged.
std::optional<CachedImages> read_cache(const std::filesystem::path& path, std::uint64_t key,
                                       const std::function<void(const std::string&)>& log);

/// Takes decoded pixels one image after the other, and gives them back as one tensor.
class PixelSink {
 public:
  virtual ~PixelSink() = default;

  virtual void append(std::span<const std::uint8_t> pixels) = 0;

  /// Sets `images.collection.bytes`; what else is in `images` is complete and is kept with the pixels.
  virtual void finish(CachedImages& images) = 0;
};

/// Keeps pixels in memory.
std::unique_ptr<PixelSink> memory_sink();

/// Writes to a file of another name beside `path`, which finish() moves there in one step and maps: a reader sees the
/// whole file or none, whoever else writes the same. Throws CacheUnwritable.
std::unique_ptr<PixelSink> file_sink(const std::filesystem::path& path, std::uint64_t key);

/// The cache cannot be written: no permission, no room.
class CacheUnwritable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace data
