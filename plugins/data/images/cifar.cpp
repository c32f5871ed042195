#include "data/images/cifar.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <vector>

#include "data/images/byte_tensor.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::int64_t pixel_bytes = 3 * 32 * 32;

struct Layout {
  std::int64_t label_bytes;
  std::int64_t label_at;
  std::int64_t classes;
  const char* archive_folder;
  const char* class_names;
  const char* training_file;
  const char* test_file;
};

Layout layout(CifarKind kind) {
  switch (kind) {
    case CifarKind::ten:
      return {1, 0, 10, "cifar-10-batches-bin", "batches.meta.txt", "data_batch_1.bin", "test_batch.bin"};
    case CifarKind::hundred_fine:
      return {2, 1, 100, "cifar-100-binary", "fine_label_names.txt", "train.bin", "test.bin"};
    case CifarKind::hundred_coarse:
      break;
  }
  return {2, 0, 20, "cifar-100-binary", "coarse_label_names.txt", "train.bin", "test.bin"};
}

std::string help(const Layout& format) {
  return fmt::format("the folder must contain {} and {}, from the binary version of the data set", format.training_file,
                     format.test_file);
}

/// The folder, or that of the official archive in it.
std::filesystem::path unpacked(const std::filesystem::path& folder, const Layout& format) {
  const auto inner = folder / format.archive_folder;
  return std::filesystem::is_directory(inner) ? inner : folder;
}

std::vector<std::filesystem::path> training_files(const std::filesystem::path& folder, CifarKind kind,
                                                  const Layout& format) {
  if (kind != CifarKind::ten) return {folder / format.training_file};
  std::vector<std::filesystem::path> batches;
  for (int number = 1; std::filesystem::exists(folder / fmt::format("data_batch_{}.bin", number)); ++number) {
    batches.push_back(folder / fmt::format("data_batch_{}.bin", number));
  }
  return batches.empty() ? std::vector<std::filesystem::path>{folder / format.training_file} : batches;
}

}  // namespace

ImageSet read_cifar_file(const std::filesystem::path& path, CifarKind kind, std::int64_t classes) {
  const auto format = layout(kind);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) throw Error(path.string(), "no such file", help(format));
  refuse_placeholder(path);
  const auto length = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
  const auto record = format.label_bytes + pixel_bytes;
  if (length <= 0 || length % record != 0) {
    const auto kind = file_kind_of(path);
    throw Error(path.string(),
                fmt::format("is {} bytes long, not a multiple of the record size of {} bytes{}", length, record,
                            kind ? "; it is " + kind->what : ""),
                kind ? std::string("download the binary version of the data set and extract it")
                     : "the file is incomplete or of the other CIFAR; download it again");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(length));
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), length)) {
    throw Error(path.string(), "cannot be read", "check its permissions");
  }
  const auto records = byte_tensor(std::move(bytes), {length / record, record});
  ImageSet set{records.narrow(1, format.label_bytes, pixel_bytes).contiguous().view({-1, 3, 32, 32}),
               records.select(1, format.label_at).to(torch::kInt64)};
  const auto outside = set.labels.ge(classes).nonzero();
  if (outside.numel() > 0) {
    const auto at = outside[0][0].item<std::int64_t>();
    throw Error(
        path.string(),
        fmt::format("record {} has label {}, expected 0 to {}", at, set.labels[at].item<std::int64_t>(), classes - 1),
        std::string("check that this is the right CIFAR and that ") + format.class_names + " is complete");
  }
  return set;
}

std::vector<std::string> cifar_class_names(const std::filesystem::path& folder, CifarKind kind) {
  const auto format = layout(kind);
  const auto file = unpacked(folder, format) / format.class_names;
  refuse_placeholder(file);
  std::ifstream list(file);
  std::vector<std::string> names;
  for (std::string line; std::getline(list, line);) {
    const auto end = line.find_last_not_of(" \t\r");
    if (end != std::string::npos) names.push_back(line.substr(0, end + 1));
  }
  if (names.empty()) {
    for (std::int64_t i = 0; i < format.classes; ++i) names.push_back(fmt::format("{}", i));
  }
  return names;
}

std::pair<ImageSet, ImageSet> read_cifar_folder(const std::filesystem::path& folder, CifarKind kind) {
  const auto format = layout(kind);
  const auto place = unpacked(folder, format);
  const auto classes = std::ssize(cifar_class_names(folder, kind));
  std::vector<torch::Tensor> images;
  std::vector<torch::Tensor> labels;
  for (const auto& path : training_files(place, kind, format)) {
    const auto part = read_cifar_file(path, kind, classes);
    images.push_back(part.images);
    labels.push_back(part.labels);
  }
  return {{torch::cat(images), torch::cat(labels)}, read_cifar_file(place / format.test_file, kind, classes)};
}

}  // namespace data
