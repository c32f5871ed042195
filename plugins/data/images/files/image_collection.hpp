#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "data/images/files/class_lists.hpp"

namespace data {

/// The location of the pixels of one image in ImageCollection::bytes: uint8 [channels, height, width].
struct StoredImage {
  std::int64_t offset = 0;
  std::int32_t channels = 0;  ///< 1 or 3; grey is stored once even if colour was requested
  std::int32_t height = 0;
  std::int32_t width = 0;

  std::int64_t size() const { return std::int64_t{channels} * height * width; }
};

struct ImageClass {
  std::string name;
  std::vector<StoredImage> images;
};

/// The decoded images of a domain, by part and class.
struct ImageCollection {
  std::string name;
  std::array<std::vector<ImageClass>, part_count> parts;  ///< in the order of Part
  torch::Tensor bytes;  ///< uint8, consecutive; a memory-mapped file, of which only accessed pages are in memory

  const std::uint8_t* pixels(const StoredImage& image) const { return bytes.data_ptr<std::uint8_t>() + image.offset; }

  /// uint8 [channels, height, width], a view.
  torch::Tensor image(const StoredImage& image) const {
    return bytes.narrow(0, image.offset, image.size()).view({image.channels, image.height, image.width});
  }

  std::int64_t image_count() const {
    std::int64_t count = 0;
    for (const auto& part : parts) {
      for (const auto& one : part) count += static_cast<std::int64_t>(one.images.size());
    }
    return count;
  }
};

}  // namespace data
