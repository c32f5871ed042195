#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "data/images/files/image_collection.hpp"

namespace data {

/// How images are read.
struct ImageSettings {
  std::int64_t short_side = 0;              ///< shrink images to this short side, never enlarge; 0 keeps their size
  std::int64_t channels = 3;                ///< 1 for luma, 3 for colour
  std::filesystem::path cache_folder = {};  ///< where decoded images are kept between runs; empty for in memory only
  std::filesystem::path images_root = {};   ///< file lists only: what paths may be relative to
  bool skip_corrupt = false;                ///< leave out what cannot be decoded and log it, instead of an Error
  std::int64_t threads = 0;                 ///< that decode; 0 for one a core
  std::function<void(const std::string&)> log = [](const std::string&) {};  ///< one line for the user
};

/// The domain in `path`, a folder DOMAIN/CLASS/IMAGE or an archive of one (see folder_catalogue, read_class_lists).
///
/// The first time all images are decoded; the result is written to the cache folder, from where later calls map it.
/// The cache's name is a hash of all that it depends on, so a change of the files or of the settings makes a new one;
/// a damaged file there is made again, and where the folder cannot be written to, the images stay in memory, both with
/// a log line. Processes may open the same domain at once. The result does not depend on the number of threads.
///
/// Throws Error: see folder_catalogue and FileSource; corrupt images are listed by name, all up to ten.
ImageCollection open_image_folder(const std::filesystem::path& path, const ImageSettings& settings);

/// The domain in `folder` with base.json, val.json and novel.json (see list_catalogue); otherwise the same.
ImageCollection open_image_lists(const std::filesystem::path& folder, const ImageSettings& settings);

}  // namespace data
