#include "data/images/files/png.hpp"

#include <png.h>

#include <cstdio>
#include <cstring>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr png_alloc_size_t largest_chunk = std::size_t{1} << 26;

struct Input {
  const std::uint8_t* at;
  std::size_t left;
};

void read_bytes(png_structp png, png_bytep target, std::size_t count) {
  auto& input = *static_cast<Input*>(png_get_io_ptr(png));
  if (count > input.left) png_error(png, "ends too early");
  std::memcpy(target, input.at, count);
  input.at += count;
  input.left -= count;
}

struct PngFailure {
  char text[160];
};

[[noreturn]] void fail(png_structp png, png_const_charp text) {
  auto& failure = *static_cast<PngFailure*>(png_get_error_ptr(png));
  std::snprintf(failure.text, sizeof failure.text, "%s", text);
  png_longjmp(png, 1);
}

void ignore(png_structp, png_const_charp) {}

/// libpng exits by longjmp, so the functions that call it (the two phases below) own nothing with a destructor.
class PngDecoder {
 public:
  PngDecoder(std::span<const std::uint8_t> bytes, const std::string& name)
      : name_(name), input_{bytes.data(), bytes.size()} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure_, fail, ignore);
    if (png_ == nullptr) throw Error(name_, "cannot be decoded: libpng has another version or is out of memory");
    if (!read_header()) refuse();
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  std::int64_t height() const { return png_get_image_height(png_, info_); }
  std::int64_t width() const { return png_get_image_width(png_, info_); }
  std::int64_t components() const { return png_get_channels(png_, info_); }  // after the transformations

  /// Row by row, with interleaved components.
  std::vector<std::uint8_t> interleaved() {
    std::vector<std::uint8_t> rows(static_cast<std::size_t>(height() * width() * components()));
    if (!read_rows(rows.data())) refuse();
    return rows;
  }

 private:
  bool read_header() {
    if (setjmp(png_jmpbuf(png_))) return false;
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) png_error(png_, "out of memory");
    png_set_read_fn(png_, &input_, read_bytes);
    png_set_chunk_malloc_max(png_, largest_chunk);
    png_set_chunk_cache_max(png_, 128);
    png_read_info(png_, info_);
    png_set_expand(png_);  // palettes to RGB, fewer bits to 8, a transparent colour to alpha
    png_set_scale_16(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }

  bool read_rows(std::uint8_t* rows) {
    if (setjmp(png_jmpbuf(png_))) return false;
    const auto stride = png_get_rowbytes(png_, info_);
    const auto count = png_get_image_height(png_, info_);
    for (int pass = 0; pass < passes_; ++pass) {
      for (png_uint_32 row = 0; row < count; ++row) png_read_row(png_, rows + stride * row, nullptr);
    }
    png_read_end(png_, nullptr);
    return true;
  }

  [[noreturn]] void refuse() {
    const std::string text = failure_.text;
    png_destroy_read_struct(&png_, &info_, nullptr);  // sets both to null; a throwing constructor has no destructor
    throw Error(name_, "is a damaged PNG: " + text);
  }

  const std::string& name_;
  Input input_;
  PngFailure failure_{};
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 1;
};

}  // namespace

PlanarImage decode_png(std::span<const std::uint8_t> bytes, const std::string& name) {
  PngDecoder decoder(bytes, name);
  refuse_if_too_large(decoder.height(), decoder.width(), name);
  const auto components = static_cast<std::size_t>(decoder.components());
  const auto rows = decoder.interleaved();
  const std::size_t channels = components < 3 ? 1 : 3;
  PlanarImage image{static_cast<std::int64_t>(channels), decoder.height(), decoder.width(), {}};
  const auto plane = image.plane();
  image.pixels.resize(channels * plane);
  const bool transparent = components == 2 || components == 4;
  for (std::size_t pixel = 0; pixel < plane; ++pixel) {
    const auto* from = rows.data() + components * pixel;
    const int alpha = transparent ? from[channels] : 255;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      image.pixels[channel * plane + pixel] =
          static_cast<std::uint8_t>((from[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return image;
}

}  // namespace data
