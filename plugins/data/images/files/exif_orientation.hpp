#pragma once

#include <cstdint>
#include <span>

#include "data/images/files/planar_image.hpp"

namespace data {

/// How a camera was held, as the Exif data of a JPEG or PNG file say: 1 to 8, of which 1 is upright; 1 if they say
/// nothing, or nothing valid. Citation: CIPA DC-008, Exchangeable image file format, tag Orientation.
int exif_orientation(std::span<const std::uint8_t> file);

/// The image turned and mirrored so that it is upright.
PlanarImage upright(PlanarImage image, int orientation);

}  // namespace data
