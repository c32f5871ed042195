#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "data/images/files/planar_image.hpp"

namespace data {

/// Decodes every kind of JPEG that libjpeg-turbo supports (8 bits, baseline or progressive). Grey stays grey; YCbCr,
/// RGB, CMYK and YCCK become RGB, the latter two without a colour profile. The EXIF orientation is not applied.
///
/// Throws Error naming `name` on damage, including a premature end, and on images above largest_picture.
PlanarImage decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace data
