#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace evograd::test {

/// Pixels row by row, the components of a pixel side by side.
struct Raster {
  int width;
  int height;
  int components;
  Bytes values;
};

/// uint8 [C, H, W] as the raster that holds the same.
Raster raster(const torch::Tensor& image);

struct JpegKind {
  int quality = 100;
  bool progressive = false;
  bool adobe_marker = true;  ///< CMYK only
  bool ycck = false;         ///< CMYK only
};

/// A JPEG file; 4 components are CMYK. Colour is not subsampled.
Bytes jpeg_bytes(const Raster& picture, const JpegKind& kind = {});

struct PngKind {
  int colour_type;  ///< one of libpng's
  int bits = 8;
  bool interlaced = false;
  Bytes palette = {};           ///< red, green, blue, red, …
  Bytes palette_alpha = {};     ///< of the first colours
  int transparent_sample = -1;  ///< grey or every colour: the value that is transparent
};

/// A PNG file of `samples`, of `bits` bits each, row by row.
Bytes png_bytes(int width, int height, const std::vector<int>& samples, const PngKind& kind);

/// uint8 [C, H, W] as 8-bit grey or RGB.
Bytes png_bytes(const torch::Tensor& image);

/// uint8 [C, H, W] that differs from pixel to pixel and for each `number`.
torch::Tensor pattern(int channels, int height, int width, int number = 0);

/// Writes a file and the folders above it.
void put(const std::filesystem::path& path, const Bytes& bytes);
void put(const std::filesystem::path& path, const std::string& text);

/// Writes an archive of `files` (name → contents) of the kind that the ending of `path` says.
void put_archive(const std::filesystem::path& path, const std::map<std::string, Bytes>& files);

Bytes file_bytes(const std::filesystem::path& path);
Bytes bytes_of(const std::string& text);

}  // namespace evograd::test
