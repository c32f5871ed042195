// The file that keeps decoded images between runs.
#include "data/images/files/image_cache.hpp"

#include <torch/types.h>

#include "data/fingerprint.hpp"
#include "framework/log/silence.hpp"
#include "input.hpp"

using namespace evograd;
using namespace data;

namespace {

constexpr std::uint64_t key = 7;

template <class Number>
void append(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// A file whose header fits its contents, so that these are looked at.
std::string with_header(std::string_view pixels, std::string_view index) {
  std::string file = "EVOIMG01";
  append(file, key);
  append(file, static_cast<std::int64_t>(pixels.size()));
  append(file, static_cast<std::int64_t>(index.size()));
  append(file, Fingerprint().add_bytes(index.data(), index.size()).value());
  file += pixels;
  return file += index;
}

}  // namespace

/// The first byte: 0 for a file as it is, else the number of bytes of pixels before the index.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const host::Silence silence;  // every damaged file is a warning
  fuzz::Input input(bytes, count);
  const auto pixels = input.byte();
  const auto before = input.text(pixels);
  const auto file = fuzz::write("cache", pixels == 0 ? std::string(input.rest()) : with_header(before, input.rest()));
  const auto images = read_cache(file, key);
  if (!images) return 0;
  for (const auto& part : images->collection.parts) {
    for (const auto& one : part) {
      for (const auto& image : one.images) {
        fuzz::require(image.channels == 1 || image.channels == 3, "an image is grey or coloured");
        images->collection.image(image).sum().item<std::int64_t>();
      }
    }
  }
  return 0;
}
