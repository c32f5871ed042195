#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/images/image_set.hpp"
#include "data/images/normalization.hpp"
#include "evograd/random.hpp"

namespace data {

using namespace evograd;

/// The labelled images that a task requests.
struct ImageDataRequest {
  std::string name = "fashion-mnist";    ///< one of image_data_names()
  std::filesystem::path folder = {};     ///< folder of the files; empty for the Debian package's folder
  std::vector<std::int64_t> shape = {};  ///< synthetic only: {C, H, W}
  std::int64_t classes = 10;             ///< synthetic only
  std::int64_t training_images = 0;      ///< synthetic only
  std::int64_t test_images = 0;          ///< synthetic only
  std::string meta = {};  ///< a further set, of clean images: for idx a folder, or the part in front of "-images-…" in
                          ///< the same folder; for CIFAR a file; empty for none
};

/// A training and a test set over the same classes 0 … C-1, and the normalisation of their pixels.
struct ImageData {
  ImageSet training;
  ImageSet test;
  std::optional<ImageSet> meta;
  std::int64_t classes = 0;
  std::vector<std::string> class_names;  ///< by class: as the data set calls it, or its label in the files
  Normalization normalization;
  bool colour_photographs = false;  ///< whether shifting and mirroring are useful
};

/// "fashion-mnist", "idx", "cifar-10", "cifar-100", "cifar-100-coarse", "synthetic".
const std::vector<std::string>& image_data_names();

/// Reads or generates the requested data; only "synthetic" uses `key`. Throws Error naming the file and the remedy.
ImageData open_image_data(const ImageDataRequest& request, RandomKey key);

}  // namespace data
