#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "data/images/image_set.hpp"

namespace data {

/// The binary layout and, for CIFAR-100, which of the two label bytes to use.
enum class CifarKind { ten, hundred_fine, hundred_coarse };

/// Records of one CIFAR binary file: label byte(s), then 1024 red, 1024 green and 1024 blue bytes: images [N, 3, 32,
/// 32].
///
/// The file's length gives the number of records. Throws Error on a missing or empty file, a length that is not a
/// multiple of the record size, and a label of `classes` or more.
/// Citation: A. Krizhevsky, Learning multiple layers of features from tiny images, 2009.
ImageSet read_cifar_file(const std::filesystem::path& path, CifarKind kind, std::int64_t classes);

/// The names of the classes in the list in `folder` (or in the folder of the official archive within it), else their
/// numbers 0 … 9, 99 or 19.
std::vector<std::string> cifar_class_names(const std::filesystem::path& folder, CifarKind kind);

/// Training and test set of a folder: data_batch_*.bin and test_batch.bin, or train.bin and test.bin for CIFAR-100.
///
/// `folder` may also be the folder in which the official archive was unpacked. Labels are checked against the list of
/// class names in the folder of the files, if there is one, else against the format's 10, 100 or 20 classes.
std::pair<ImageSet, ImageSet> read_cifar_folder(const std::filesystem::path& folder, CifarKind kind);

}  // namespace data
