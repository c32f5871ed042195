#pragma once

#include <torch/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "data/images/files/file_source.hpp"
#include "data/images/files/open_images.hpp"

namespace data {

/// Images of one size.
struct SquareImages {
  torch::Tensor pixels;           ///< uint8 [M, C, S, S]; a memory-mapped file, if there is a cache
  torch::Tensor places;           ///< int64 [N]: where each image that was kept is in it
  std::vector<std::size_t> kept;  ///< N numbers of the files that could be decoded
};

/// `files` of `source`, each resized so that its short side has `settings.square` pixels, and cropped at the centre.
///
/// They are decoded once and kept in the cache folder, as in open_image_folder(); a change of `files`, of one of them
/// or of the settings makes a new cache. A file may be listed more than once. `place` is for messages and for the name
/// of the cache. Throws Error if images cannot be decoded, unless they are to be skipped, and if none can.
SquareImages open_square_images(const FileSource& source, const std::vector<std::string>& files,
                                const std::filesystem::path& place, const ImageSettings& settings);

}  // namespace data
