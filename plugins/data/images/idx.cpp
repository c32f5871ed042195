#include "data/images/idx.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>
#include <vector>

#include "data/images/byte_tensor.hpp"
#include "data/images/gzip_file.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::uint32_t image_magic = 2051;
constexpr std::uint32_t label_magic = 2049;

std::uint32_t big_endian(const std::vector<std::uint8_t>& bytes, std::size_t word) {
  const auto* at = bytes.data() + 4 * word;
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | std::uint32_t{at[3]};
}

/// The body of an idx file as uint8 with the shape in its header.
torch::Tensor read_idx(const std::filesystem::path& path, std::uint32_t magic, const std::string& what,
                       const std::string& help) {
  GzipFile file(path, help);
  const auto found = big_endian(file.read(4, "the magic number"), 0);
  if (found != magic) {
    throw Error(path.string(), fmt::format("starts with the number {}, but idx {} start with {}", found, what, magic),
                "check that images and labels are not swapped and that this is an idx file");
  }
  const std::size_t dimensions = magic & 0xff;
  const auto header = file.read(4 * dimensions, "the header");
  std::vector<std::int64_t> shape;
  std::size_t bytes = 1;
  for (std::size_t i = 0; i < dimensions; ++i) {
    shape.push_back(big_endian(header, i));
    const auto length = static_cast<std::size_t>(shape.back());
    if (length == 0) throw Error(path.string(), "contains no " + what);
    if (__builtin_mul_overflow(bytes, length, &bytes)) throw Error(path.string(), "declares an impossible size");
  }
  auto body = byte_tensor(file.read(bytes, what), shape);
  file.expect_end();
  return body;
}

std::filesystem::path find(const std::filesystem::path& folder, const std::string& part, const std::string& kind,
                           const std::string& format) {
  const auto usual = folder / fmt::format("{}-{}-{}.gz", part, kind, format);
  const std::vector<std::filesystem::path> spellings = {usual, folder / fmt::format("{}-{}-{}", part, kind, format),
                                                        folder / fmt::format("{}-{}.{}", part, kind, format),
                                                        folder / fmt::format("{}-{}.{}.gz", part, kind, format)};
  for (const auto& path : spellings) {
    if (std::filesystem::exists(path)) return path;
  }
  return usual;
}

}  // namespace

torch::Tensor read_idx_images(const std::filesystem::path& path, const std::string& help) {
  return read_idx(path, image_magic, "images", help).unsqueeze(1);
}

torch::Tensor read_idx_labels(const std::filesystem::path& path, const std::string& help) {
  return read_idx(path, label_magic, "labels", help).to(torch::kInt64);
}

ImageSet read_idx_set(const std::filesystem::path& folder, const std::string& part, const std::string& help) {
  const auto image_path = find(folder, part, "images", "idx3-ubyte");
  const auto label_path = find(folder, part, "labels", "idx1-ubyte");
  ImageSet set{read_idx_images(image_path, help), read_idx_labels(label_path, help)};
  if (set.images.size(0) != set.labels.size(0)) {
    throw Error(image_path.string(),
                fmt::format("contains {} images, but {} contains {} labels", set.images.size(0),
                            label_path.filename().string(), set.labels.size(0)),
                "take both files from the same data set");
  }
  return set;
}

}  // namespace data
