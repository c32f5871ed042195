#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "data/images/files/planar_image.hpp"

namespace data {

/// Decodes PNG of every colour type and bit depth, interlaced or not. Grey stays grey, palettes become RGB, 16 bits are
/// scaled to 8, and transparent parts are laid over white. Colour profiles and gamma are not applied.
///
/// Throws Error naming `name` on damage, a premature end included, and on pictures above largest_picture.
PlanarImage decode_png(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace data
