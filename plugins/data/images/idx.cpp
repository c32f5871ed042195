#include "data/images/idx.hpp"

#include <fmt/ranges.h>
#include <torch/torch.h>

#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "data/images/byte_tensor.hpp"
#include "data/images/gzip_file.hpp"
#include "data/images/idx_names.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr double largest_label = 2147483648.0;

struct ValueType {
  std::uint8_t code;  ///< the third byte of a file
  torch::Dtype dtype;
  std::size_t bytes;
  const char* name;
};
constexpr std::array<ValueType, 6> types = {{{0x08, torch::kUInt8, 1, "unsigned bytes"},
                                             {0x09, torch::kInt8, 1, "signed bytes"},
                                             {0x0b, torch::kInt16, 2, "integers of 16 bits"},
                                             {0x0c, torch::kInt32, 4, "integers of 32 bits"},
                                             {0x0d, torch::kFloat32, 4, "floats of 32 bits"},
                                             {0x0e, torch::kFloat64, 8, "floats of 64 bits"}}};

std::uint32_t big_endian(const std::vector<std::uint8_t>& bytes, std::size_t word) {
  const auto* at = bytes.data() + 4 * word;
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | std::uint32_t{at[3]};
}

/// The bytes of each value, the highest first, in the order of this machine.
torch::Tensor native(torch::Tensor bytes, const ValueType& type, const std::vector<std::int64_t>& shape) {
  static_assert(std::endian::native == std::endian::little);
  if (type.bytes == 1) return bytes.view(type.dtype).view(shape);
  const auto turned = bytes.view({-1, static_cast<std::int64_t>(type.bytes)}).flip(1).contiguous();
  auto values = torch::empty(shape, type.dtype);
  std::memcpy(values.data_ptr(), turned.data_ptr(), static_cast<std::size_t>(turned.numel()));
  return values;
}

/// An idx file of `what` with one of the numbers of `dimensions`.
torch::Tensor read_idx(const std::filesystem::path& path, const std::vector<std::size_t>& dimensions,
                       const std::string& what, const std::string& help) {
  GzipFile file(path, help);
  const auto magic = file.read(4, "the magic number");
  const auto type = std::find_if(types.begin(), types.end(), [&](const auto& one) { return one.code == magic[2]; });
  const std::size_t given = magic[3];
  if (magic[0] != 0 || magic[1] != 0 || type == types.end() || given == 0 || given > 4) {
    throw Error(path.string(),
                fmt::format("starts with the number {}, which is not that of an idx file", big_endian(magic, 0)),
                "check that this is an idx file: images start with 2051, labels with 2049");
  }
  const auto header = file.read(4 * given, "the header");
  std::vector<std::int64_t> shape;
  std::size_t bytes = type->bytes;
  for (std::size_t i = 0; i < given; ++i) {
    shape.push_back(big_endian(header, i));
    const auto length = static_cast<std::size_t>(shape.back());
    if (length == 0) throw Error(path.string(), "contains no " + what);
    if (__builtin_mul_overflow(bytes, length, &bytes)) throw Error(path.string(), "declares an impossible size");
  }
  if (std::find(dimensions.begin(), dimensions.end(), given) == dimensions.end()) {
    throw Error(path.string(),
                fmt::format("is an array of {} of shape {{{}}}, but {} have {} dimension(s)", type->name,
                            fmt::join(shape, ", "), what, dimensions.front()),
                "check that images and labels are not swapped");
  }
  const auto count = static_cast<std::int64_t>(bytes);
  auto body = native(byte_tensor(file.read(bytes, what), {count}), *type, shape);
  file.expect_end();
  return body;
}

/// [N, C, H, W] from images with a dimension of channels.
torch::Tensor with_channels_in_front(const torch::Tensor& images, const std::filesystem::path& path) {
  const auto is_colour = [](std::int64_t channels) { return channels == 1 || channels == 3; };
  if (is_colour(images.size(1))) return images;
  if (is_colour(images.size(3))) return images.permute({0, 3, 1, 2}).contiguous();
  throw Error(path.string(),
              fmt::format("contains images of shape {{{}}}, of which no dimension is 1 or 3 channels",
                          fmt::join(images.sizes().slice(1), ", ")),
              "store images as {height, width}, or with 1 or 3 channels");
}

}  // namespace

torch::Tensor read_idx_images(const std::filesystem::path& path, const std::string& help) {
  const auto images = read_idx(path, {3, 4}, "images", help);
  if (images.is_floating_point() && !torch::isfinite(images).all().item<bool>()) {
    throw Error(path.string(), "contains values that are not finite", "replace them before");
  }
  return images.dim() == 3 ? images.unsqueeze(1) : with_channels_in_front(images, path);
}

torch::Tensor read_idx_labels(const std::filesystem::path& path, const std::string& help) {
  const auto values = read_idx(path, {1}, "labels", help);
  const auto real = values.to(torch::kFloat64);
  const auto wrong = real.ne(real.floor()).logical_or(real.lt(0)).logical_or(real.gt(largest_label)).nonzero();
  if (wrong.numel() > 0) {
    const auto at = wrong[0][0].item<std::int64_t>();
    throw Error(path.string(), fmt::format("label {} is {}, not an integer from 0 on", at, real[at].item<double>()),
                "labels are the numbers of classes");
  }
  return values.to(torch::kInt64);
}

ImageSet read_idx_set(const std::filesystem::path& folder, const std::string& part, const std::string& help) {
  const auto image_path = idx_file(folder, part, "images");
  const auto label_path = idx_file(folder, part, "labels");
  const auto found = idx_files_found(folder);
  const auto hint = found.empty() ? help : help.empty() ? found : help + "; " + found;
  ImageSet set{read_idx_images(image_path, hint), read_idx_labels(label_path, hint)};
  if (set.images.size(0) != set.labels.size(0)) {
    throw Error(image_path.string(),
                fmt::format("contains {} images, but {} contains {} labels", set.images.size(0),
                            label_path.filename().string(), set.labels.size(0)),
                "take both files from the same data set");
  }
  return set;
}

bool has_idx_set(const std::filesystem::path& folder, const std::string& part) {
  return std::filesystem::exists(idx_file(folder, part, "images"));
}

}  // namespace data
