#include "data/images/files/decode_image.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <string_view>
#include <utility>

#include "data/images/byte_tensor.hpp"
#include "data/images/files/exif_orientation.hpp"
#include "data/images/files/jpeg.hpp"
#include "data/images/files/png.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

using Bytes = std::span<const std::uint8_t>;

template <std::size_t count>
bool starts_with(Bytes bytes, const std::array<std::uint8_t, count>& magic) {
  return bytes.size() >= count && std::equal(magic.begin(), magic.end(), bytes.begin());
}

constexpr std::array<std::uint8_t, 3> jpeg_magic{0xff, 0xd8, 0xff};
constexpr std::array<std::uint8_t, 8> png_magic{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/// "; it is a Git LFS pointer, not the file itself"
std::string other_format(Bytes bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), file_kind_bytes));
  if (const auto kind = file_kind(text)) return "; it is " + kind->what;
  if (text.starts_with("BM")) return "; it looks like BMP";
  if (text.starts_with("II*") || text.starts_with("MM")) return "; it looks like TIFF";
  if (text.starts_with("RIFF")) return "; it looks like WebP";
  return text.starts_with("<") ? "; it looks like a web page" : "";
}

}  // namespace

PlanarImage decode_planar(Bytes bytes, const std::string& name) {
  if (bytes.empty()) throw Error(name, "is empty");
  try {
    if (starts_with(bytes, jpeg_magic)) return upright(decode_jpeg(bytes, name), exif_orientation(bytes));
    if (starts_with(bytes, png_magic)) return upright(decode_png(bytes, name), exif_orientation(bytes));
  } catch (const std::bad_alloc&) {
    throw Error(name, "does not fit in memory when decoded");
  }
  throw Error(name, "is neither JPEG nor PNG" + other_format(bytes));
}

torch::Tensor decode_image(Bytes bytes, const std::string& name) {
  auto image = decode_planar(bytes, name);
  return byte_tensor(std::move(image.pixels), {image.channels, image.height, image.width});
}

PlanarImage with_channels(PlanarImage image, std::int64_t channels) {
  if (channels >= image.channels) return image;
  PlanarImage grey{1, image.height, image.width, {}};
  const auto plane = image.plane();
  grey.pixels.resize(plane);
  const auto* red = image.pixels.data();
  for (std::size_t i = 0; i < plane; ++i) {
    const auto luma = 19595U * red[i] + 38470U * red[plane + i] + 7471U * red[2 * plane + i] + 0x8000U;
    grey.pixels[i] = static_cast<std::uint8_t>(luma >> 16);
  }
  return grey;
}

}  // namespace data
