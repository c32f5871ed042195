#pragma once

#include <torch/types.h>

#include <cstdint>
#include <span>
#include <string>

#include "data/images/files/planar_image.hpp"

namespace data {

/// Changes whenever a file becomes other pixels than before: part of the keys of caches.
constexpr std::int64_t decoder_version = 2;

/// The image in `bytes`, a complete JPEG or PNG file, recognized by its first bytes (see decode_jpeg, decode_png),
/// upright (see exif_orientation).
///
/// Throws Error naming `name` and the problem: another format, damage, a premature end, an excessive size. Thread-safe.
PlanarImage decode_planar(std::span<const std::uint8_t> bytes, const std::string& name);

/// The same as a tensor, uint8 [C, H, W] with C = 1 or 3.
torch::Tensor decode_image(std::span<const std::uint8_t> bytes, const std::string& name);

/// `image` with 1 channel (Rec. 601 luma, the weights and rounding of PIL) or with up to 3: grey stays grey, so that it
/// takes a third of the memory.
PlanarImage with_channels(PlanarImage image, std::int64_t channels);

}  // namespace data
