#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "data/images/files/planar_image.hpp"

namespace data {

/// Decodes PNG of every colour type and bit depth, interlaced or not. Grey stays grey, palettes become RGB, 16 bits are
/// scaled to 8, and transparent parts are blended with white. Colour profiles and gamma are not applied.
///
/// Throws Error naming `name` on damage, including a premature end, and on images above largest_picture.
PlanarImage decode_png(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace data
