#pragma once

#include <filesystem>
#include <string>

#include "data/images/image_set.hpp"

namespace data {

/// Images of an idx file, plain or gzip-compressed: [N, C, H, W] in the file's type (idx3-ubyte: uint8 with C = 1).
///
/// Arrays of any of the format's types are read if they have three dimensions, or four with one or three channels in
/// front of or behind the pixels. Throws Error on a missing, damaged, truncated or over-long file, and on an array of
/// another form, whose type and dimensions it names. `help` is the hint if the file is missing. Citation: Y. LeCun, C.
/// Cortes, C. J. C. Burges, The MNIST database of handwritten digits (the format's description).
torch::Tensor read_idx_images(const std::filesystem::path& path, const std::string& help = {});

/// Labels of an idx file with one dimension, plain or gzip-compressed, as int64 [N]. Throws Error also on labels that
/// are not integers from 0 to 2^31. Errors as above.
torch::Tensor read_idx_labels(const std::filesystem::path& path, const std::string& help = {});

/// The part `part` ("train" or "t10k") of an MNIST-style folder: PART-images-idx3-ubyte and PART-labels-idx1-ubyte,
/// with or without ".gz", also with a point in front of "idx". If there are none, files with something in front of
/// PART, e.g. emnist-letters-train-images-idx3-ubyte; `folder` may then be "FOLDER/emnist-letters". "t10k" may also be
/// called "test".
///
/// Also throws Error, naming the files that there are, if none or several match, and if the two counts differ.
ImageSet read_idx_set(const std::filesystem::path& folder, const std::string& part, const std::string& help = {});

/// Whether read_idx_set() would find such a part.
bool has_idx_set(const std::filesystem::path& folder, const std::string& part);

}  // namespace data
