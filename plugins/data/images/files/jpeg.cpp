#include "data/images/files/jpeg.hpp"

#include <csetjmp>
#include <cstdio>

// After <cstdio>, which it requires.
#include <jpeglib.h>

#include <jerror.h>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr int most_scans = 500;  // a progressive file of a few kilobytes can request any number of passes

/// The data of libjpeg's callbacks; it begins with libjpeg's own structure.
struct JpegFailure {
  jpeg_error_mgr callbacks;
  std::jmp_buf place;
  char text[JMSG_LENGTH_MAX];
};

JpegFailure& failure_of(j_common_ptr decoder) { return *reinterpret_cast<JpegFailure*>(decoder->err); }

[[noreturn]] void fail(j_common_ptr decoder) {
  auto& failure = failure_of(decoder);
  failure.callbacks.format_message(decoder, failure.text);
  std::longjmp(failure.place, 1);
}

/// libjpeg reports damage as a warning and continues with grey blocks; here it is an error. Harmless oddities are
/// ignored.
void judge_warning(j_common_ptr decoder, int level) {
  if (level >= 0) return;  // trace messages
  switch (decoder->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
      fail(decoder);
    default:
      return;
  }
}

void count_scans(j_common_ptr decoder) {
  if (reinterpret_cast<j_decompress_ptr>(decoder)->input_scan_number <= most_scans) return;
  auto& failure = failure_of(decoder);
  std::snprintf(failure.text, sizeof failure.text, "has more than %d scans", most_scans);
  std::longjmp(failure.place, 1);
}

/// libjpeg exits by longjmp, so the functions that call it (the two phases below) own nothing with a destructor.
class JpegDecoder {
 public:
  JpegDecoder(std::span<const std::uint8_t> bytes, const std::string& name) : name_(name) {
    decoder_.err = jpeg_std_error(&failure_.callbacks);
    failure_.callbacks.error_exit = fail;
    failure_.callbacks.emit_message = judge_warning;
    progress_.progress_monitor = count_scans;
    if (!read_header(bytes.data(), bytes.size())) refuse();
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&decoder_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  std::int64_t height() const { return decoder_.image_height; }
  std::int64_t width() const { return decoder_.image_width; }
  std::int64_t components() const { return decoder_.num_components; }
  bool inverted() const { return decoder_.saw_Adobe_marker; }

  /// Row by row, with interleaved components.
  std::vector<std::uint8_t> interleaved() {
    std::vector<std::uint8_t> rows(static_cast<std::size_t>(height() * width() * components()));
    if (!read_rows(rows.data())) refuse();
    return rows;
  }

 private:
  bool read_header(const std::uint8_t* bytes, std::size_t count) {
    if (setjmp(failure_.place)) return false;
    jpeg_create_decompress(&decoder_);
    decoder_.progress = &progress_;
    jpeg_mem_src(&decoder_, bytes, static_cast<unsigned long>(count));
    jpeg_read_header(&decoder_, TRUE);
    switch (decoder_.num_components) {
      case 1:
        decoder_.out_color_space = JCS_GRAYSCALE;
        break;
      case 3:
        decoder_.out_color_space = JCS_RGB;
        break;
      case 4:
        decoder_.out_color_space = JCS_CMYK;
        break;
      default:
        std::snprintf(failure_.text, sizeof failure_.text, "has %d colour components", decoder_.num_components);
        return false;
    }
    return true;
  }

  bool read_rows(std::uint8_t* rows) {
    if (setjmp(failure_.place)) return false;
    jpeg_start_decompress(&decoder_);
    const auto stride = static_cast<std::size_t>(decoder_.output_width) * decoder_.output_components;
    while (decoder_.output_scanline < decoder_.output_height) {
      JSAMPROW row = rows + stride * decoder_.output_scanline;
      jpeg_read_scanlines(&decoder_, &row, 1);
    }
    jpeg_finish_decompress(&decoder_);  // reads up to the end marker
    return true;
  }

  [[noreturn]] void refuse() {
    const std::string text = failure_.text;
    jpeg_destroy_decompress(&decoder_);  // may be called twice; no destructor runs after a throwing constructor
    throw Error(name_, "is a damaged JPEG: " + text);
  }

  const std::string& name_;
  jpeg_decompress_struct decoder_{};
  jpeg_progress_mgr progress_{};
  JpegFailure failure_{};
};

/// `ink` × `black` in [0, 255]: the light that passes both.
std::uint8_t light(int ink, int black) { return static_cast<std::uint8_t>((ink * black + 127) / 255); }

}  // namespace

PlanarImage decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name) {
  JpegDecoder decoder(bytes, name);
  refuse_if_too_large(decoder.height(), decoder.width(), name);
  const auto components = static_cast<std::size_t>(decoder.components());
  const auto rows = decoder.interleaved();
  PlanarImage image{components == 1 ? 1 : 3, decoder.height(), decoder.width(), {}};
  if (components == 1) {
    image.pixels = rows;
    return image;
  }
  const auto plane = image.plane();
  image.pixels.resize(3 * plane);
  const int flip = decoder.inverted() ? 0 : 255;  // Adobe's programs store the light, not the ink
  for (std::size_t pixel = 0; pixel < plane; ++pixel) {
    const auto* from = rows.data() + components * pixel;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      image.pixels[channel * plane + pixel] =
          components == 3 ? from[channel] : light(from[channel] ^ flip, from[3] ^ flip);
    }
  }
  return image;
}

}  // namespace data
