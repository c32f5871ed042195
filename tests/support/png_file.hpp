#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace evograd::test {

/// A PNG file of one colour, without compression: for tests that link no library of images.
inline std::string png_of_colour(int width, int height, std::array<int, 3> colour) {
  const auto word = [](std::uint32_t number) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
  };
  const auto crc = [](const std::string& bytes) {
    std::uint32_t value = 0xffffffff;
    for (const unsigned char byte : bytes) {
      value ^= byte;
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xedb88320 : 0);
    }
    return ~value;
  };
  const auto chunk = [&](const std::string& name, const std::string& content) {
    return word(static_cast<std::uint32_t>(content.size())) + name + content + word(crc(name + content));
  };
  std::string pixels;
  for (int y = 0; y < height; ++y) {
    pixels += '\0';  // no filter
    for (int x = 0; x < width; ++x) {
      for (const int value : colour) pixels += static_cast<char>(value);
    }
  }
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const unsigned char byte : pixels) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  const auto length = static_cast<std::uint16_t>(pixels.size());
  std::string stream = "\x78\x01\x01";  // zlib, one stored block
  for (const auto value : {length, static_cast<std::uint16_t>(~length)}) {
    stream += static_cast<char>(value & 0xff);
    stream += static_cast<char>(value >> 8);
  }
  stream += pixels + word(high << 16 | low);
  std::string header = word(static_cast<std::uint32_t>(width)) + word(static_cast<std::uint32_t>(height));
  header += std::string("\x08\x02\x00\x00\x00", 5);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", stream) + chunk("IEND", "");
}

}  // namespace evograd::test
