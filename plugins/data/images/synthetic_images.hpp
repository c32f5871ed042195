#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/images/image_set.hpp"
#include "evograd/random.hpp"

namespace data {

using namespace evograd;

/// An easy classification problem of any size, for benchmarks and tests without data on disk.
struct SyntheticImages {
  std::vector<std::int64_t> shape = {3, 32, 32};  ///< {C, H, W}
  std::int64_t classes = 10;
  double contrast = 30;  ///< standard deviation of a class's prototype, in grey levels of 255
  double noise = 45;     ///< standard deviation of each pixel around its prototype
};

/// `count` images of `kind`: a smooth random prototype per class plus Gaussian noise per pixel; labels 0 … C-1 in turn.
///
/// Prototypes are a function of `key` alone, noise of `key` and `part`, so sets of different parts ("training", "test")
/// have the same classes with different images.
ImageSet synthetic_images(const SyntheticImages& kind, std::int64_t count, RandomKey key, std::string_view part);

}  // namespace data
