#include <png.h>
#include <torch/torch.h>
#include <zlib.h>

#include "data/images/files/decode_image.hpp"
#include "evograd/random.hpp"
#include "image_files.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace data;
using namespace evograd::test;

namespace {

/// A smooth picture, which JPEG keeps well: uint8 [channels, 24, 17].
torch::Tensor smooth(int channels) {
  const auto rows = torch::arange(24).view({1, -1, 1});
  const auto columns = torch::arange(17).view({1, 1, -1});
  const auto channel = torch::arange(channels).view({-1, 1, 1});
  return (60 + 4 * rows + 3 * columns + 20 * channel).to(torch::kUInt8);
}

double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

/// Pseudo-random samples of `bits` bits.
std::vector<int> some_samples(int count, int bits) {
  std::vector<int> samples;
  for (int i = 0; i < count; ++i) {
    samples.push_back(static_cast<int>(philox(7, static_cast<std::uint64_t>(i))[0] & ((1U << bits) - 1)));
  }
  return samples;
}

int eight_bits(int sample, int bits) {
  const int largest = (1 << bits) - 1;
  return (sample * 255 + largest / 2) / largest;
}

int over_white(int value, int alpha) { return (value * alpha + 255 * (255 - alpha) + 127) / 255; }

/// `bytes` with a few changed ones; the first, by which the format is told, are kept.
Bytes mutilated(Bytes bytes, std::uint64_t number) {
  const auto words = philox(99, number);
  for (std::uint64_t i = 0; i <= words[0] % 4; ++i) {
    const auto change = philox(100 + number, i);
    bytes[8 + change[0] % (bytes.size() - 8)] = static_cast<std::uint8_t>(change[1]);
  }
  if (words[1] % 8 == 0) bytes.resize(8 + words[2] % (bytes.size() - 8));
  return bytes;
}

/// The length and contents of a PNG's header chunk put right after a change.
void renew_header_checksum(Bytes& png) {
  const auto sum = crc32(0, png.data() + 12, 17);
  for (int i = 0; i < 4; ++i) png[static_cast<std::size_t>(29 + i)] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
}

}  // namespace

TEST_CASE("JPEG is decoded, grey with one channel and colour with three", "[images]") {
  for (const bool progressive : {false, true}) {
    for (const int channels : {1, 3}) {
      const auto image = smooth(channels);
      const auto decoded = decode_image(jpeg_bytes(raster(image), {.progressive = progressive}), "x.jpg");
      REQUIRE(decoded.sizes() == image.sizes());
      CHECK(largest_difference(decoded, image) <= 3);  // quality 100: rounding in two colour spaces and the cosines
    }
  }
}

TEST_CASE("JPEG of four inks becomes RGB, Adobe's inversion told by its marker", "[images]") {
  const auto constant = [](const std::vector<int>& inks) {
    return raster(torch::tensor(inks).to(torch::kUInt8).view({4, 1, 1}).expand({4, 8, 8}));
  };
  const auto expected = torch::tensor({200, 100, 50}).view({3, 1, 1}).expand({3, 8, 8});
  const auto light = constant({200, 100, 50, 255});
  CHECK(largest_difference(decode_image(jpeg_bytes(light), "x"), expected) <= 1);
  CHECK(largest_difference(decode_image(jpeg_bytes(light, {.ycck = true}), "x"), expected) <= 2);
  const auto ink = constant({55, 155, 205, 0});
  CHECK(largest_difference(decode_image(jpeg_bytes(ink, {.adobe_marker = false}), "x"), expected) <= 1);
  const auto half_black = constant({200, 100, 50, 128});
  CHECK(largest_difference(decode_image(jpeg_bytes(half_black), "x"), expected * 128 / 255) <= 1);
}

TEST_CASE("PNG is decoded with every colour type and bit depth, interlaced or not", "[images]") {
  const int width = 11;
  const int height = 9;
  const std::vector<std::pair<int, std::vector<int>>> kinds = {{PNG_COLOR_TYPE_GRAY, {1, 2, 4, 8, 16}},
                                                               {PNG_COLOR_TYPE_RGB, {8, 16}},
                                                               {PNG_COLOR_TYPE_PALETTE, {1, 2, 4, 8}},
                                                               {PNG_COLOR_TYPE_GRAY_ALPHA, {8, 16}},
                                                               {PNG_COLOR_TYPE_RGB_ALPHA, {8, 16}}};
  for (const auto& [colour_type, depths] : kinds) {
    for (const int bits : depths) {
      for (const bool interlaced : {false, true}) {
        CAPTURE(colour_type, bits, interlaced);
        const bool palette = colour_type == PNG_COLOR_TYPE_PALETTE;
        const bool alpha = (colour_type & PNG_COLOR_MASK_ALPHA) != 0;
        const bool colour = (colour_type & PNG_COLOR_MASK_COLOR) != 0;
        const int components = palette ? 1 : (colour ? 3 : 1) + (alpha ? 1 : 0);
        PngKind kind{.colour_type = colour_type, .bits = bits, .interlaced = interlaced};
        if (palette) {
          for (int i = 0; i < 3 << bits; ++i) kind.palette.push_back(static_cast<std::uint8_t>(i * 83 + 5));
        }
        const auto samples = some_samples(width * height * components, bits);
        const auto image = decode_image(png_bytes(width, height, samples, kind), "x.png");
        const int channels = colour ? 3 : 1;
        REQUIRE(image.sizes() == torch::IntArrayRef({channels, height, width}));
        int wrong = 0;
        for (int i = 0; i < width * height; ++i) {
          const auto* sample = samples.data() + i * components;
          const int opacity = alpha ? eight_bits(sample[channels], bits) : 255;
          for (int c = 0; c < channels; ++c) {
            const int value = palette ? kind.palette[static_cast<std::size_t>(3 * sample[0] + c)]
                                      : over_white(eight_bits(sample[c], bits), opacity);
            wrong += image[c][i / width][i % width].item<int>() != value ? 1 : 0;
          }
        }
        CHECK(wrong == 0);
      }
    }
  }
}

TEST_CASE("Transparent PNG colours become white", "[images]") {
  const auto grey = decode_image(
      png_bytes(3, 1, {0, 1, 3}, {.colour_type = PNG_COLOR_TYPE_GRAY, .bits = 2, .transparent_sample = 1}), "x");
  CHECK(torch::equal(grey, torch::tensor({0, 255, 255}).to(torch::kUInt8).view({1, 1, 3})));
  const auto palette = decode_image(
      png_bytes(2, 1, {0, 1},
                {.colour_type = PNG_COLOR_TYPE_PALETTE, .palette = {10, 20, 30, 40, 50, 60}, .palette_alpha = {0}}),
      "x");
  CHECK(torch::equal(palette.select(2, 0).flatten(), torch::full({3}, 255, torch::kUInt8)));
  CHECK(torch::equal(palette.select(2, 1).flatten(), torch::tensor({40, 50, 60}).to(torch::kUInt8)));
}

namespace {

/// A TIFF structure with the tag Orientation behind another one.
Bytes exif(int orientation, bool big_endian) {
  Bytes bytes;
  const auto put = [&](std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) bytes.push_back(value >> (8 * (big_endian ? width - 1 - i : i)) & 0xffU);
  };
  bytes.assign(2, big_endian ? 'M' : 'I');
  put(42, 2);
  put(8, 4);
  put(2, 2);
  for (const auto& [tag, value] : {std::pair(0x0100, 7), std::pair(0x0112, orientation)}) {
    put(static_cast<std::uint32_t>(tag), 2);
    put(3, 2);
    put(1, 4);
    put(static_cast<std::uint32_t>(value), 2);
    put(0, 2);
  }
  put(0, 4);
  return bytes;
}

Bytes with_exif(Bytes image, const Bytes& tiff) {
  Bytes part;
  const auto put = [&](std::size_t value, int width) {
    for (int i = width - 1; i >= 0; --i) part.push_back(value >> (8 * i) & 0xffU);
  };
  const auto add = [&](std::string_view text) { part.insert(part.end(), text.begin(), text.end()); };
  const bool png = image[1] == 'P';
  if (png) {
    put(tiff.size(), 4);
    add("eXIf");
    part.insert(part.end(), tiff.begin(), tiff.end());
    put(crc32(0, part.data() + 4, static_cast<uInt>(part.size() - 4)), 4);
  } else {
    add("\xff\xe1");
    put(8 + tiff.size(), 2);
    add({"Exif\0\0", 6});
    part.insert(part.end(), tiff.begin(), tiff.end());
  }
  image.insert(image.begin() + (png ? 33 : 2), part.begin(), part.end());  // behind the header
  return image;
}

}  // namespace

TEST_CASE("Images are turned upright as their Exif data say", "[images]") {
  for (const auto& file : {jpeg_bytes(raster(pattern(3, 4, 7))), png_bytes(pattern(1, 4, 7))}) {
    const auto stored = decode_image(file, "x");
    const std::vector<torch::Tensor> expected = {stored,
                                                 stored.flip(2),
                                                 stored.flip({1, 2}),
                                                 stored.flip(1),
                                                 stored.transpose(1, 2),
                                                 stored.rot90(-1, {1, 2}),
                                                 stored.flip({1, 2}).transpose(1, 2),
                                                 stored.rot90(1, {1, 2})};
    for (const bool big_endian : {false, true}) {
      for (int orientation = 0; orientation <= 9; ++orientation) {
        CAPTURE(orientation, big_endian);
        const auto image = decode_image(with_exif(file, exif(orientation, big_endian)), "x");
        const bool valid = orientation >= 1 && orientation <= 8;
        CHECK(torch::equal(image, expected[static_cast<std::size_t>(valid ? orientation - 1 : 0)]));
      }
    }
    const auto whole = exif(6, true);
    for (std::size_t length = 0; length < whole.size() - 4; ++length) {  // the last four bytes follow the directory
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      CHECK(torch::equal(decode_image(with_exif(file, cut), "x"), stored));
    }
  }
}

TEST_CASE("An image that ends too early is refused wherever it ends", "[images]") {
  for (const auto& whole : {jpeg_bytes(raster(smooth(3))), jpeg_bytes(raster(smooth(1)), {.progressive = true}),
                            png_bytes(pattern(3, 9, 11))}) {
    int accepted = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto message = message_of([&] { decode_image(std::span(whole).first(length), "cut"); });
      accepted += message.starts_with("cut: ") ? 0 : 1;
    }
    CHECK(accepted == 0);
  }
}

TEST_CASE("Damaged bytes give an Error or an image, never a crash", "[images]") {
  const std::vector<Bytes> files = {
      jpeg_bytes(raster(smooth(3))), jpeg_bytes(raster(smooth(3)), {.progressive = true}),
      jpeg_bytes(raster(pattern(4, 9, 8)), {.ycck = true}), png_bytes(pattern(3, 9, 11)),
      png_bytes(9, 9, some_samples(81, 4),
                {.colour_type = PNG_COLOR_TYPE_PALETTE, .bits = 4, .interlaced = true, .palette = Bytes(48, 9)})};
  int refused = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto bytes = mutilated(files[i % files.size()], i);
    const auto message = message_of([&] {
      const auto image = decode_planar(bytes, "fuzz");
      REQUIRE(image.pixels.size() == static_cast<std::size_t>(image.channels) * image.plane());
    });
    if (!message.empty()) REQUIRE(message.starts_with("fuzz: "));
    refused += message.empty() ? 0 : 1;
  }
  CHECK(refused > 500);  // every changed PNG, for its checksums, and most JPEG headers
}

TEST_CASE("What is no image is refused with a guess at its format", "[images]") {
  CHECK(message_of([] { decode_image(Bytes{}, "a"); }) == "a: is empty");
  CHECK(message_of([] { decode_image(bytes_of("GIF89a..."), "a"); }) ==
        "a: is neither JPEG nor PNG; it is a GIF image");
  CHECK(message_of([] { decode_image(bytes_of("<html>"), "a"); }) == "a: is neither JPEG nor PNG; it is a web page");
  CHECK(message_of([] { decode_image(bytes_of("hello"), "a"); }) == "a: is neither JPEG nor PNG");
}

TEST_CASE("A small file that claims an absurd size is refused before memory is taken", "[images]") {
  auto png = png_bytes(pattern(1, 2, 2));
  png[17] = png[21] = 1;  // 65538 x 65538
  renew_header_checksum(png);
  CHECK(message_of([&] { decode_image(png, "bomb.png"); }) ==
        "bomb.png: claims 65538 x 65538 pixels, more than the 100000000 allowed");
  auto jpeg = jpeg_bytes(raster(smooth(1)));
  const Bytes frame_header = {0xff, 0xc0};
  const auto at = std::search(jpeg.begin(), jpeg.end(), frame_header.begin(), frame_header.end());
  std::fill_n(at + 5, 4, 0xf0);
  CHECK(message_of([&] { decode_image(jpeg, "bomb.jpg"); }) ==
        "bomb.jpg: claims 61680 x 61680 pixels, more than the 100000000 allowed");
}

TEST_CASE("Luma has the weights of Rec. 601, and grey is not blown up to three channels", "[images]") {
  const PlanarImage colour{3, 1, 2, {255, 10, 0, 20, 0, 30}};  // red; a dark one
  const auto grey = with_channels(colour, 1);
  CHECK(grey.pixels == Bytes{76, 18});  // 0.299 · 255 = 76.2; 2.99 + 11.74 + 3.42 = 18.15
  CHECK(with_channels(grey, 3).channels == 1);
  CHECK(with_channels(colour, 3).pixels == colour.pixels);
}
