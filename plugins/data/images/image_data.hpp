#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/images/image_set.hpp"
#include "data/images/normalization.hpp"
#include "evograd/random.hpp"

namespace data {

using namespace evograd;

/// Which labelled images a task wants.
struct ImageDataRequest {
  std::string name = "fashion-mnist";    ///< one of image_data_names()
  std::filesystem::path folder = {};     ///< where the files are; empty for the Debian package's folder
  std::vector<std::int64_t> shape = {};  ///< synthetic only: {C, H, W}
  std::int64_t classes = 10;             ///< synthetic only
  std::int64_t training_images = 0;      ///< synthetic only
  std::int64_t test_images = 0;          ///< synthetic only
};

/// A training and a test set over the same classes 0 … C-1, and how their pixels are normalised.
struct ImageData {
  ImageSet training;
  ImageSet test;
  std::int64_t classes = 0;
  Normalization normalization;
  bool colour_photographs = false;  ///< shifting and mirroring make sense
};

/// "fashion-mnist", "idx", "cifar-10", "cifar-100", "cifar-100-coarse", "synthetic".
const std::vector<std::string>& image_data_names();

/// Reads or makes what is asked for; `key` is used by "synthetic" only. Throws Error naming the file and the remedy.
ImageData open_image_data(const ImageDataRequest& request, RandomKey key);

}  // namespace data
