#include "image_files.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <png.h>
#include <torch/torch.h>

#include <cstdio>
#include <fstream>
#include <iterator>

// After <cstdio>, which it takes for granted.
#include <jpeglib.h>

namespace evograd::test {

Raster raster(const torch::Tensor& image) {
  const auto rows = image.permute({1, 2, 0}).contiguous();
  const auto* first = rows.data_ptr<std::uint8_t>();
  return {static_cast<int>(image.size(2)), static_cast<int>(image.size(1)), static_cast<int>(image.size(0)),
          Bytes(first, first + rows.numel())};
}

Bytes jpeg_bytes(const Raster& picture, const JpegKind& kind) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors;
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &memory, &size);
  encoder.image_width = static_cast<JDIMENSION>(picture.width);
  encoder.image_height = static_cast<JDIMENSION>(picture.height);
  encoder.input_components = picture.components;
  encoder.in_color_space = picture.components == 1 ? JCS_GRAYSCALE : picture.components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&encoder);
  if (kind.ycck) jpeg_set_colorspace(&encoder, JCS_YCCK);
  if (picture.components == 4 && !kind.adobe_marker) encoder.write_Adobe_marker = FALSE;
  jpeg_set_quality(&encoder, kind.quality, TRUE);
  for (int i = 0; i < picture.components; ++i) {
    encoder.comp_info[i].h_samp_factor = 1;
    encoder.comp_info[i].v_samp_factor = 1;
  }
  if (kind.progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  const auto stride = static_cast<std::size_t>(picture.width * picture.components);
  while (encoder.next_scanline < encoder.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.values.data() + stride * encoder.next_scanline);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  Bytes bytes(memory, memory + size);
  jpeg_destroy_compress(&encoder);
  std::free(memory);
  return bytes;
}

Bytes png_bytes(int width, int height, const std::vector<int>& samples, const PngKind& kind) {
  Bytes bytes;
  auto* png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  auto* info = png_create_info_struct(png);
  png_set_write_fn(
      png, &bytes,
      [](png_structp stream, png_bytep data, std::size_t count) {
        auto& target = *static_cast<Bytes*>(png_get_io_ptr(stream));
        target.insert(target.end(), data, data + count);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), kind.bits,
               kind.colour_type, kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!kind.palette.empty()) {
    png_set_PLTE(png, info, reinterpret_cast<png_const_colorp>(kind.palette.data()),
                 static_cast<int>(kind.palette.size() / 3));
  }
  if (!kind.palette_alpha.empty()) {
    png_set_tRNS(png, info, kind.palette_alpha.data(), static_cast<int>(kind.palette_alpha.size()), nullptr);
  } else if (kind.transparent_sample >= 0) {
    const auto value = static_cast<png_uint_16>(kind.transparent_sample);
    const png_color_16 colour{0, value, value, value, value};
    png_set_tRNS(png, info, nullptr, 0, &colour);
  }
  png_write_info(png, info);
  const auto per_row = samples.size() / static_cast<std::size_t>(height);
  std::vector<Bytes> rows(static_cast<std::size_t>(height));
  std::vector<png_bytep> pointers;
  for (std::size_t y = 0; y < rows.size(); ++y) {
    std::size_t bit = 0;
    rows[y].resize((per_row * static_cast<std::size_t>(kind.bits) + 7) / 8);
    for (std::size_t x = 0; x < per_row; ++x) {
      for (int i = kind.bits - 1; i >= 0; --i, ++bit) {  // the highest bit first
        if ((samples[y * per_row + x] >> i & 1) != 0) rows[y][bit / 8] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
      }
    }
    pointers.push_back(rows[y].data());
  }
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

Bytes png_bytes(const torch::Tensor& image) {
  const auto picture = raster(image);
  return png_bytes(picture.width, picture.height, {picture.values.begin(), picture.values.end()},
                   {.colour_type = picture.components == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB});
}

torch::Tensor pattern(int channels, int height, int width, int number) {
  const auto count = channels * height * width;
  return (torch::arange(count) * 37 + torch::arange(count).square().remainder(101) + 59 * number)
      .remainder(256)
      .to(torch::kUInt8)
      .view({channels, height, width});
}

void put(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void put(const std::filesystem::path& path, const std::string& text) { put(path, bytes_of(text)); }

void put_archive(const std::filesystem::path& path, const std::map<std::string, Bytes>& files) {
  auto* stream = archive_write_new();
  if (path.extension() == ".zip") {
    archive_write_set_format_zip(stream);
  } else {
    archive_write_set_format_pax_restricted(stream);
    if (path.extension() == ".gz" || path.extension() == ".tgz") archive_write_add_filter_gzip(stream);
    if (path.extension() == ".xz") archive_write_add_filter_xz(stream);
  }
  archive_write_open_filename(stream, path.c_str());
  for (const auto& [name, bytes] : files) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(stream, entry);
    archive_write_data(stream, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_free(stream);
}

Bytes file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace evograd::test
