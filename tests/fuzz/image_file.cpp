// JPEG and PNG. The libraries decode; ours is what goes around them.
#include "data/images/files/decode_image.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "input.hpp"

using namespace evograd;

namespace data {

/// In place of the limit that users have: fuzzing looks for other ways to be slow than many pixels.
void refuse_if_too_large(std::int64_t height, std::int64_t width, const std::string& name) {
  if (height * width > std::int64_t{1} << 16) throw Error(name, "is too large for this test");
}

}  // namespace data

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::accepts([&] {
    const auto image = data::decode_planar({bytes, count}, "image");
    const auto size = static_cast<std::size_t>(image.channels * image.height * image.width);
    fuzz::require((image.channels == 1 || image.channels == 3) && size > 0, "an image has pixels in 1 or 3 planes");
    fuzz::require(image.pixels.size() == size, "there are as many bytes as pixels");
    fuzz::require(data::with_channels(image, 1).pixels.size() == image.plane(), "luma is one plane");
  });
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t count, std::size_t most);

/// Puts the checksums of a PNG's parts right, behind which libpng lets nothing else be seen.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t count, std::size_t most,
                                               unsigned int seed) {
  constexpr std::size_t signature = 8;
  constexpr std::size_t around = 12;  // length, name, checksum
  count = LLVMFuzzerMutate(bytes, count, most);
  if (count < signature || bytes[1] != 'P' || seed % 16 == 0) return count;
  const auto put = [](std::uint8_t* at, std::uint32_t number) {
    for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  };
  for (auto at = signature; count - at >= around;) {
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i) length = length << 8 | bytes[at + static_cast<std::size_t>(i)];
    if (length > count - at - around) {
      length = count - at - around;
      if (seed % 3 == 0) put(bytes + at, static_cast<std::uint32_t>(length));
    }
    const auto checksum = crc32(0, bytes + at + 4, static_cast<uInt>(length + 4));
    put(bytes + at + 8 + length, static_cast<std::uint32_t>(checksum));
    at += around + length;
  }
  return count;
}
