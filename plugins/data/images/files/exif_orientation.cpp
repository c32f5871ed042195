#include "data/images/files/exif_orientation.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace data {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr int is_upright = 1;
constexpr int last_orientation = 8;
constexpr std::string_view png_start = "\x89PNG\r\n\x1a\n";

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// An unsigned number of `width` bytes at `at`, which the caller has checked to be there.
std::size_t number_at(Bytes bytes, std::size_t at, std::size_t width, bool big_endian) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[at + (big_endian ? i : width - 1 - i)];
  return value;
}

/// The orientation in the first directory of a TIFF structure.
int orientation_in(Bytes tiff) {
  constexpr std::size_t header = 8, entry = 12;
  constexpr std::size_t orientation_tag = 0x0112, short_type = 3;
  const auto text = text_of(tiff);
  const bool big = text.starts_with("MM");
  if (tiff.size() < header || (!big && !text.starts_with("II"))) return is_upright;
  const auto directory = number_at(tiff, 4, 4, big);
  if (directory > tiff.size() - 2) return is_upright;
  const auto count = number_at(tiff, directory, 2, big);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = directory + 2 + i * entry;
    if (at + entry > tiff.size()) return is_upright;
    if (number_at(tiff, at, 2, big) != orientation_tag || number_at(tiff, at + 2, 2, big) != short_type) continue;
    const auto value = static_cast<int>(number_at(tiff, at + 8, 2, big));
    return value >= is_upright && value <= last_orientation ? value : is_upright;
  }
  return is_upright;
}

/// Visits the segments of a JPEG file up to its pixels.
int orientation_in_jpeg(Bytes file) {
  constexpr std::uint8_t app1 = 0xe1, start_of_scan = 0xda;
  constexpr std::string_view exif{"Exif\0\0", 6};
  std::size_t at = 2;
  while (at + 4 <= file.size() && file[at] == 0xff) {
    const auto marker = file[at + 1];
    if (marker == 0xff) {  // padding
      ++at;
      continue;
    }
    const auto length = number_at(file, at + 2, 2, true);
    if (marker == start_of_scan || length < 2 || length > file.size() - at - 2) return is_upright;
    const auto segment = file.subspan(at + 4, length - 2);
    if (marker == app1 && text_of(segment).starts_with(exif)) return orientation_in(segment.subspan(exif.size()));
    at += 2 + length;
  }
  return is_upright;
}

/// Visits the chunks of a PNG file.
int orientation_in_png(Bytes file) {
  constexpr std::size_t around = 12;  // length, name and checksum
  std::size_t at = png_start.size();
  while (file.size() >= around && at <= file.size() - around) {
    const auto length = number_at(file, at, 4, true);
    if (length > file.size() - around - at) return is_upright;
    if (text_of(file.subspan(at + 4, 4)) == "eXIf") return orientation_in(file.subspan(at + 8, length));
    at += around + length;
  }
  return is_upright;
}

}  // namespace

int exif_orientation(Bytes file) {
  const auto text = text_of(file);
  if (text.starts_with("\xff\xd8")) return orientation_in_jpeg(file);
  return text.starts_with(png_start) ? orientation_in_png(file) : is_upright;
}

PlanarImage upright(PlanarImage image, int orientation) {
  if (orientation <= is_upright || orientation > last_orientation) return image;
  const auto height = image.height, width = image.width;
  const bool lies = orientation >= 5;  // rows become columns
  PlanarImage turned{image.channels, lies ? width : height, lies ? height : width, {}};
  turned.pixels.reserve(image.pixels.size());
  for (std::int64_t channel = 0; channel < image.channels; ++channel) {
    const auto* plane = image.pixels.data() + channel * height * width;
    for (std::int64_t y = 0; y < turned.height; ++y) {
      for (std::int64_t x = 0; x < turned.width; ++x) {
        auto row = lies ? x : y, column = lies ? y : x;
        if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) row = height - 1 - row;
        if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) column = width - 1 - column;
        turned.pixels.push_back(plane[row * width + column]);
      }
    }
  }
  return turned;
}

}  // namespace data
