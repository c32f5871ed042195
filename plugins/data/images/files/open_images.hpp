#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "data/images/files/image_collection.hpp"

namespace data {

/// How images are read.
struct ImageSettings {
  std::int64_t short_side = 0;              ///< shrink images to this short side, never enlarge; 0 keeps their size
  std::int64_t channels = 3;                ///< 1 for luma, 3 for colour
  std::int64_t square = 0;                  ///< open_square_images only: height and width of all images
  std::filesystem::path cache_folder = {};  ///< cache of decoded images between runs; empty for in memory only
  std::filesystem::path images_root = {};   ///< file lists only: folder that paths may be relative to
  bool skip_corrupt = false;  ///< skip images, with a warning, that cannot be decoded, instead of throwing
  std::int64_t threads = 0;   ///< decoding threads; 0 for one per core
};

/// The domain in `path`, a folder DOMAIN/CLASS/IMAGE or an archive of one (see folder_catalogue, read_class_lists).
///
/// The first call decodes all images and writes the result to the cache folder; later calls map it from there. The
/// cache's name is a hash of everything it depends on, so a change of the files or settings makes a new cache. A
/// damaged cache is made again, and if the folder is not writable, the images stay in memory, both with a warning.
/// Several processes may open the same domain at the same time. The result does not depend on the number of threads.
///
/// Throws Error: see folder_catalogue and FileSource; corrupt images are listed by name, at most ten.
ImageCollection open_image_folder(const std::filesystem::path& path, const ImageSettings& settings);

/// The domain in `folder` with base.json, val.json and novel.json (see list_catalogue); otherwise the same.
ImageCollection open_image_lists(const std::filesystem::path& folder, const ImageSettings& settings);

}  // namespace data
