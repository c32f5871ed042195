#include "tests/integration/small_images.hpp"

namespace evograd::test {
namespace {

void append(std::string& bytes, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift);
}

std::uint32_t crc(const std::string& bytes) {
  std::uint32_t value = 0xffffffff;
  for (const char byte : bytes) {
    value ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xedb88320U : 0);
  }
  return ~value;
}

std::string chunk(const std::string& name, const std::string& body) {
  std::string bytes;
  append(bytes, static_cast<std::uint32_t>(body.size()));
  bytes += name + body;
  append(bytes, crc(name + body));
  return bytes;
}

/// `bytes` as zlib's format has them without compression.
std::string stored(const std::string& bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  const auto length = static_cast<std::uint16_t>(bytes.size());
  std::string result = "\x78\x01\x01";
  for (const std::uint16_t half : {length, static_cast<std::uint16_t>(~length)}) {
    result += static_cast<char>(half & 0xff);
    result += static_cast<char>(half >> 8);
  }
  result += bytes;
  append(result, b << 16 | a);
  return result;
}

}  // namespace

std::string small_png(unsigned number, unsigned brightness) {
  constexpr unsigned side = 12;
  std::string header;
  append(header, side);
  append(header, side);
  header += std::string("\x08\0\0\0\0", 5);  // 8 bits, grey
  std::string rows;
  for (unsigned y = 0; y < side; ++y) {
    rows += '\0';
    for (unsigned x = 0; x < side; ++x) {
      const bool stripe = (number % 2 == 0 ? x : y) / 2 == number / 2 % 6;
      rows += static_cast<char>(stripe ? 200 + brightness % 50 : 20 + brightness % 50);
    }
  }
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", "");
}

void put_classes(const ScratchFolder& scratch, const std::filesystem::path& folder, unsigned classes, unsigned images,
                 const std::string& prefix, unsigned first) {
  for (unsigned i = first; i < first + classes; ++i) {
    for (unsigned j = 0; j < images; ++j) {
      scratch.write(folder / (prefix + std::to_string(i)) / (std::to_string(j) + ".png"), small_png(i, 7 * j));
    }
  }
}

}  // namespace evograd::test
