#pragma once

#include <filesystem>
#include <string>

#include "data/images/image_set.hpp"

namespace data {

/// Images of an idx3-ubyte file, plain or gzip-compressed: uint8 [N, 1, H, W].
///
/// Throws Error on a missing, damaged, truncated or over-long file and on a magic number other than 2051. `help` is the
/// hint if the file is missing.
/// Citation: Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits (the format's description).
torch::Tensor read_idx_images(const std::filesystem::path& path, const std::string& help = {});

/// Labels of an idx1-ubyte file (magic number 2049), plain or gzip-compressed: int64 [N]. Errors as above.
torch::Tensor read_idx_labels(const std::filesystem::path& path, const std::string& help = {});

/// The part `part` ("train" or "t10k") of an MNIST-style folder: PART-images-idx3-ubyte and PART-labels-idx1-ubyte,
/// with or without ".gz", also in the spelling PART-images.idx3-ubyte. Also throws Error if the two counts differ.
ImageSet read_idx_set(const std::filesystem::path& folder, const std::string& part, const std::string& help = {});

}  // namespace data
